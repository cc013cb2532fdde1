"""The channels in the order of the books. Their names in the reader's language are wording (`channel.LU`)."""

from collections.abc import Iterable

from treatplan.domain.library import Point
from treatplan.domain.value import value


@value
class Channel:
    """A channel: its code as in `LU1`, its Chinese name, and that name in pinyin."""

    code: str
    hanzi: str
    pinyin: str


CHANNELS = (
    Channel(code="LU", hanzi="手太阴肺经", pinyin="Shǒu tàiyīn fèi jīng"),
    Channel(code="LI", hanzi="手阳明大肠经", pinyin="Shǒu yángmíng dàcháng jīng"),
    Channel(code="ST", hanzi="足阳明胃经", pinyin="Zú yángmíng wèi jīng"),
    Channel(code="SP", hanzi="足太阴脾经", pinyin="Zú tàiyīn pí jīng"),
    Channel(code="HT", hanzi="手少阴心经", pinyin="Shǒu shàoyīn xīn jīng"),
    Channel(code="SI", hanzi="手太阳小肠经", pinyin="Shǒu tàiyáng xiǎocháng jīng"),
    Channel(code="BL", hanzi="足太阳膀胱经", pinyin="Zú tàiyáng pángguāng jīng"),
    Channel(code="KI", hanzi="足少阴肾经", pinyin="Zú shàoyīn shèn jīng"),
    Channel(code="PC", hanzi="手厥阴心包经", pinyin="Shǒu juéyīn xīnbāo jīng"),
    Channel(code="TE", hanzi="手少阳三焦经", pinyin="Shǒu shàoyáng sānjiāo jīng"),
    Channel(code="GB", hanzi="足少阳胆经", pinyin="Zú shàoyáng dǎn jīng"),
    Channel(code="LR", hanzi="足厥阴肝经", pinyin="Zú juéyīn gān jīng"),
    Channel(code="GV", hanzi="督脉", pinyin="Dū mài"),
    Channel(code="CV", hanzi="任脉", pinyin="Rèn mài"),
    Channel(code="EX", hanzi="经外奇穴", pinyin="Jīngwài qíxué"),
)
_ORDER = {channel.code: place for place, channel in enumerate(CHANNELS)}


def in_order(points: Iterable[Point]) -> tuple[Point, ...]:
    """Points as books order them: channel by channel, and in the library's order on each; strange channels last."""
    return tuple(sorted(points, key=lambda point: _ORDER.get(point.channel, len(_ORDER))))
