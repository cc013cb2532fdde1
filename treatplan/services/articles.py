"""The leaflets of the library, one matter each: composed for a country, printed, and told what of them is old."""

from collections.abc import Iterator

from treatplan.domain.article import Article
from treatplan.domain.composing.article import compose_article
from treatplan.domain.errors import Problem, Refused
from treatplan.domain.paper import Handout, Wish
from treatplan.domain.points import near
from treatplan.services.ports import Clock, ContentSource, HandoutWriter


class Articles:
    """Leaflets by their ids."""

    def __init__(self, content: ContentSource, writer: HandoutWriter, clock: Clock) -> None:
        self._content = content
        self._writer = writer
        self._clock = clock

    def all(self, language: str = "en") -> tuple[Article, ...]:
        """Every leaflet, in the order in which they are listed."""
        return tuple(sorted(self._content.library(language).articles.values(), key=lambda one: (one.order, one.id)))

    def document(self, code: str, wish: Wish) -> Handout:
        """A leaflet as a document. Raises `Refused` for one, a country or a language that there is not."""
        library = self._content.library(wish.language)
        if wish.jurisdiction not in library.jurisdictions:
            message = f"is '{wish.jurisdiction[:20]}'; there is {', '.join(library.jurisdictions)} so far"
            raise Refused(Problem(file="", field="--jurisdiction", message=message))
        return compose_article(self._article(code, wish.language), library, self._content.texts(wish.language), wish)

    def pdf(self, code: str, wish: Wish) -> bytes:
        """A leaflet as PDF. Raises as `document`; the same input makes the same bytes."""
        return self._writer.write(self.document(code, wish))

    def due(self, code: str) -> tuple[Problem, ...]:
        """What this leaflet rests on that nobody has reviewed for 24 months: to be told before it is given out."""
        article = self._article(code, "en")
        files = {f"articles/{article.id}.toml", *(f"claims/{claim}.toml" for claim in article.claims)}
        return tuple(self._overdue(files))

    def _overdue(self, files: set[str]) -> Iterator[Problem]:
        for problem in self._content.overdue("en", self._clock.today()):
            if problem.file in files:
                yield problem

    def _article(self, code: str, language: str) -> Article:
        articles = self._content.library(language).articles
        found = next((article for id_, article in articles.items() if id_.lower() == code.strip().lower()), None)
        if found is None:
            close = ", ".join(near(code, articles)) or "nothing"
            raise Refused(Problem(file="", field="articles", message=f"there is no '{code[:60]}'; near it: {close}"))
        return found
