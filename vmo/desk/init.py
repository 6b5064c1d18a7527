"""Init: a commented portfolio to begin from; it passes `vmo lint` as it stands."""

from collections.abc import Sequence
from pathlib import Path

from vmo.records import RefusedError

COMMENTED = Path(__file__).parent / "commented"
FEEDS = Path(__file__).parent / "feeds"
PARTNER = Path("partners/acme.yaml")


def init(folder: Path, *, feeds: Sequence[str] = ()) -> list[str]:
    """Write the files; returns their paths. `feeds` names kinds of rows whose template feeds the partner gets as well.

    Raises RefusedError where a file exists (nothing is overwritten) or a kind has no template.
    """
    texts = {path.relative_to(COMMENTED): path.read_text("utf-8") for path in sorted(COMMENTED.rglob("*.yaml"))}
    present = [str(folder / path) for path in texts if (folder / path).exists()]
    if present:
        raise RefusedError([f"{path}: exists already; choose an empty folder" for path in present])
    texts[PARTNER] = "\n".join([texts[PARTNER].rstrip("\n"), *map(template, dict.fromkeys(feeds))]) + "\n"
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(text.encode())
    return [str(folder / path) for path in texts]


def template(kind: str) -> str:
    """The commented feed of a kind, indented as in a partner YAML; raises RefusedError with the kinds there are.

    >>> template("costs").splitlines()[:2]
    ['  # The cost ledger, an element of cost a row. Needed for cost per contact and per item.', '  ledger:']
    """
    known = sorted(path.stem for path in FEEDS.glob("*.yaml"))
    if kind not in known:
        raise RefusedError([f"--feeds: {kind!r} is not a kind of rows; known: {', '.join(known)}"])
    text = (FEEDS / f"{kind}.yaml").read_text("utf-8")
    above, _, feed = text.partition("\nfeeds:\n")
    words = [f"  {line}" for line in above.splitlines() if line.startswith("#")]
    return "\n".join([*words, feed.rstrip("\n")])
