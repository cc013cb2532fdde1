"""Makes resources/fonts from the public font packages: `make fonts` (needs npm; maintainers only).

Source Sans 3 is taken as it is. The Han faces are Noto Sans SC cut down to the characters of the national
standard GB 2312 and those of the points' traditional names; their name avoids the reserved "Source".
The same packages and the same fontTools give the same bytes.
"""

import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parent.parent / "resources" / "fonts"

SANS_PACKAGE = "@expo-google-fonts/source-sans-3@0.4.1"
SANS_FACES = {
    "400Regular/SourceSans3_400Regular.ttf": "SourceSans3-Regular.ttf",
    "400Regular_Italic/SourceSans3_400Regular_Italic.ttf": "SourceSans3-Italic.ttf",
    "700Bold/SourceSans3_700Bold.ttf": "SourceSans3-Bold.ttf",
}
HAN_PACKAGE = "@expo-google-fonts/noto-sans-sc@0.4.3"
HAN_FACES = {
    "400Regular/NotoSansSC_400Regular.ttf": "Regular",
    "700Bold/NotoSansSC_700Bold.ttf": "Bold",
}
HAN_FAMILY = "TreatplanHan"

# Characters of traditional (and a few simplified) point names that GB 2312 does not have.
POINT_NAMES = (
    "來俠倉僕兌內勞卻厭厲參夾孫宮崑崙帶庫強彧復懸戶揚攢會條極榮樞機橫歷歸氣淵湧溝溫滿漿澤濼瀆營犢璣環瘂瘈窩竅竇築"
    "結絡絲經維綱縫縮聰聽脈腎腦腸膽臑臨臺華蓋處虛蟲衝譆譩谿豐貞賓車輒輔邊鄉鐘長門間闌闕關陰陽際隱雲靈頂頭頰頷頸顱"
    "顴風飛養髃髎鬢魚鳩鶴點齦"
)

# Punctuation of Chinese texts that Python's table of GB 2312 knows only under the codes of other scripts.
PUNCTUATION = "·–—‘’“”…"

# Kept in the name table: copyright, family, style, id, full name, version, PostScript name, licence, its address.
KEPT_NAMES = [0, 1, 2, 3, 4, 5, 6, 13, 14]


def gb2312() -> set[str]:
    """The 7,445 characters of GB 2312: 6,763 Han characters and 682 others."""
    characters: set[str] = set()
    for row in range(0xA1, 0xFF):
        for cell in range(0xA1, 0xFF):
            characters.update(bytes([row, cell]).decode("gb2312", errors="ignore"))
    return characters


def han_characters() -> set[str]:
    """What a Han face holds: GB 2312, point names, CJK punctuation, full-width forms and plain ASCII."""
    blocks = [(0x20, 0x7F), (0x3000, 0x3040), (0xFF01, 0xFF5F), (0xFFE0, 0xFFE7)]
    return (
        gb2312() | set(POINT_NAMES + PUNCTUATION) | {chr(code) for start, end in blocks for code in range(start, end)}
    )


def make_han_face(source: Path, style: str) -> None:
    """Cuts one weight down and renames it. Hints and layout features go: a PDF uses neither."""
    options = subset.Options()
    options.hinting = False
    options.layout_features = []
    options.drop_tables += ["BASE", "GDEF", "GPOS", "GSUB", "STAT", "gasp", "vhea", "vmtx"]
    options.name_IDs = KEPT_NAMES
    options.notdef_outline = True
    options.recalc_timestamp = False
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[ord(character) for character in han_characters()])
    subsetter.subset(font)
    rename(font, style)
    subset.save_font(font, str(FONTS / f"{HAN_FAMILY}-{style}.ttf"), options)


def rename(font: TTFont, style: str) -> None:
    """Gives the face our name. The version stays the source's, so that one can see what it was cut from."""
    names = font["name"]
    version = names.getDebugName(5)
    postscript = f"{HAN_FAMILY}-{style}"
    texts = {1: HAN_FAMILY, 2: style, 3: f"{version};{postscript}", 4: f"{HAN_FAMILY} {style}", 6: postscript}
    for record in list(names.names):
        if record.nameID in texts:
            names.setName(texts[record.nameID], record.nameID, record.platformID, record.platEncID, record.langID)


def unpack(package: str, names: list[str], scratch: Path) -> list[Path]:
    """Fetches one npm package by its name, through npm's own client; the named files of it, in that order."""
    folder = Path(tempfile.mkdtemp(dir=scratch))
    subprocess.run(["npm", "pack", "--silent", package], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    (archive,) = folder.glob("*.tgz")
    files = []
    with tarfile.open(archive) as bundle:
        for name in names:
            content = bundle.extractfile(f"package/{name}")
            if content is None:
                raise FileNotFoundError(f"{package} has no file {name}")
            files.append(folder / Path(name).name)
            files[-1].write_bytes(content.read())
    return files


def main() -> int:
    """Writes the five faces and their licences into resources/fonts."""
    if shutil.which("npm") is None:
        print("make fonts needs npm on the PATH.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        *faces, licence = unpack(SANS_PACKAGE, [*SANS_FACES, "LICENSE_FONT"], scratch)
        for source, face in zip(faces, SANS_FACES.values(), strict=True):
            shutil.copyfile(source, FONTS / face)
        shutil.copyfile(licence, FONTS / "OFL-SourceSans3.txt")
        *faces, licence = unpack(HAN_PACKAGE, [*HAN_FACES, "LICENSE_FONT"], scratch)
        for source, style in zip(faces, HAN_FACES.values(), strict=True):
            make_han_face(source, style)
        shutil.copyfile(licence, FONTS / f"OFL-{HAN_FAMILY}.txt")
    for made in sorted(FONTS.glob("*.ttf")):
        print(f"{made.name:28}{made.stat().st_size:>10,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
