"""Amending clauses written in official wording from invented versions of real sections, read back.

python -m tests.benchmarks.regulations_amendments CORPUS_FOLDER [COUNT]

Each case takes a provision of the corpus, invents what an amending law would make of it (from
words of other provisions), writes the clause in one of the wordings in use, and asks: are action,
place and text read as meant, and does applying them give the invented version letter by letter?
The false alarms are counted on all the provisions of all laws, hardly any of which amends.
"""

import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kmdesk.regulations.amending_clauses import read_clause
from kmdesk.regulations.operations import (
    Action,
    Operation,
    Place,
    ProvisionState,
    item_of,
    label_of,
    paragraphs_of,
)
from kmdesk.regulations.parse import parse
from kmdesk.regulations.structure import ordinal, plain, readable
from kmdesk.regulations.versions import apply
from kmdesk.thai.numbers import provision_label, to_thai
from tests.benchmarks.regulations_parse import laws

COUNT = 2_600
_ALSO = ("", " ซึ่งแก้ไขเพิ่มเติมโดย{kind}ตัวอย่าง (ฉบับที่ ๒) พ.ศ. ๒๕๕๓")
_INSTEAD = (
    "และให้ใช้ความต่อไปนี้แทน",
    "และให้ใช้ความดังต่อไปนี้แทน",
    "และให้ใช้ข้อความต่อไปนี้แทน",
)


@dataclass(frozen=True)
class Source:
    """A real law: its title, its provisions with usable wording."""

    title: str
    unit: str
    texts: tuple[tuple[str, str], ...]  # (number, wording)


@dataclass(frozen=True)
class Case:
    """A clause, the operations meant, and the law before and after."""

    shape: str
    clause: str
    meant: tuple[tuple[str, str, str], ...]  # action, place, text
    before: tuple[ProvisionState, ...]
    after: tuple[str, ...]  # wordings, in order


def sources(corpus: Path) -> list[Source]:
    """Laws whose titles name a year, with provisions of 40 to 1,500 characters."""
    found: list[Source] = []
    for item in laws(corpus):
        title = " ".join(readable(item["title"]).split())
        if "พ.ศ. " not in title or "(" in title or len(title) > 160:
            continue
        law = parse(item["text"])
        texts = []
        for part in law.provisions():
            said = readable(plain(law, part))
            quoted = "“" in said or "ยกเลิก" in said or '"' in said or part.through
            if 40 < len(said) < 1_500 and not quoted and label_of(said):
                texts.append((part.number, said))
        unit = next((part.unit for part in law.provisions()), "")
        if len(texts) > 8:
            found.append(Source(title, unit, tuple(texts)))
    return found


def invent(rng: random.Random, text: str, other: str) -> str:
    """``text`` with some of its words replaced by those of ``other``."""
    words, strange = text.split(" "), other.split(" ")
    at = rng.randrange(len(label_of(text).split()), len(words))
    return " ".join([*words[: at + 1], *strange[1 : 1 + rng.randrange(1, 8)], *words[at + 1 :]])


class Maker:
    """Invents cases from a law."""

    def __init__(self, rng: random.Random, source: Source) -> None:
        self.rng, self.source = rng, source
        self.at = rng.randrange(1, len(source.texts) - 2)
        self.number, self.text = source.texts[self.at]
        kind = source.title.split("ว่าด้วย")[0].split(" ")[0][:14]
        self.law = f"แห่ง{source.title}" + rng.choice(_ALSO).format(
            kind=kind if kind.startswith(("พระราช", "ระเบียบ")) else "พระราชบัญญัติ"
        )
        self.name = provision_label(source.unit, self.number)
        self.held = tuple(
            ProvisionState(f"provision:{n}", "provision", source.unit, n, text=t)
            for n, t in source.texts[self.at - 1 : self.at + 3]
        )

    def body(self, other: int = 0) -> str:
        """New words that are no items, from the wording of a neighbour."""
        said = self.source.texts[(self.at + 1 + other) % len(self.source.texts)][1]
        line = next((x for x in said.split("\n") if not item_of(x)), said.split("\n")[0])
        return line.removeprefix(label_of(line)).strip() or "ให้เป็นไปตามที่กำหนด"

    def clause(self, words: str) -> str:
        """With its own number in the amending law."""
        return f"{self.source.unit} {to_thai(str(self.rng.randrange(3, 60)))} {words}"

    def quoted(self, text: str) -> str:
        """In marks, as the Gazette prints: every paragraph opened, the last one closed."""
        lines = text.split("\n")
        style = self.rng.randrange(3)
        if style == 0:
            return "\n“" + "\n“".join(lines) + "”"
        return ("\n“" if style == 1 else " “") + text + "”"

    def wordings(self, *changed: tuple[str, str]) -> tuple[str, ...]:
        """The law's wordings with some changed, by number."""
        new = dict(changed)
        return tuple(new.get(held.number, held.text) for held in self.held)

    def case(
        self, shape: str, words: str, *meant: tuple[Action, Place, str], after: tuple[str, ...]
    ) -> Case:
        """Put together."""
        plain_meant = tuple((a.value, p.label, t) for a, p, t in meant)
        return Case(shape, self.clause(words), plain_meant, self.held, after)

    def whole(self) -> Case:
        """ให้ยกเลิกความในมาตรา ๑๕ … และให้ใช้ความต่อไปนี้แทน."""
        new = invent(self.rng, self.text, self.body())
        words = f"ให้ยกเลิกความใน{self.name} {self.law} {self.rng.choice(_INSTEAD)}{self.quoted(new)}"
        place = Place(self.source.unit, self.number)
        after = self.wordings((self.number, new))
        return self.case("provision replaced", words, (Action.REPLACE, place, new), after=after)

    def two(self) -> Case:
        """Two provisions at once."""
        other, said = self.source.texts[self.at + 1]
        one, two = invent(self.rng, self.text, self.body()), invent(self.rng, said, self.text)
        marks = self.rng.random() < 0.5
        text = f"\n“{one}”\n“{two}”" if marks else f"\n“{one}\n{two}”"
        words = (
            f"ให้ยกเลิกความใน{self.name} และ{provision_label(self.source.unit, other)} {self.law}"
            f" {self.rng.choice(_INSTEAD)}{text}"
        )
        unit = self.source.unit
        return self.case(
            "two provisions replaced",
            words,
            (Action.REPLACE, Place(unit, self.number), one),
            (Action.REPLACE, Place(unit, other), two),
            after=self.wordings((self.number, one), (other, two)),
        )

    def paragraph(self) -> Case | None:
        """ให้ยกเลิกความในวรรคสองของมาตรา ๑๖."""
        found = paragraphs_of(self.text)
        if len(found) < 2:
            return None
        at = self.rng.randrange(len(found))
        new = self.body()
        name = label_of(self.text) if at == 0 else ""
        lines = [list(p) for p in found]
        lines[at] = [name + new]
        after = "\n".join(line for p in lines for line in p)
        order = self.rng.random() < 0.5
        where = f"{ordinal(at + 1)}ของ{self.name}" if order else f"{self.name} {ordinal(at + 1)}"
        said = f"{name}{new}"
        words = f"ให้ยกเลิกความใน{where} {self.law} {self.rng.choice(_INSTEAD)}{self.quoted(said)}"
        place = Place(self.source.unit, self.number, at + 1)
        return self.case(
            "paragraph replaced",
            words,
            (Action.REPLACE, place, new),
            after=self.wordings((self.number, after)),
        )

    def new_paragraph(self) -> Case:
        """ให้เพิ่มความต่อไปนี้เป็นวรรคสองของมาตรา ๒๙."""
        found = paragraphs_of(self.text)
        at = self.rng.randrange(1, len(found) + 1)
        new = self.body()
        lines = [*found[:at], [new], *found[at:]]
        after = "\n".join(line for p in lines for line in p)
        head = self.rng.choice(("ให้เพิ่มความต่อไปนี้เป็น", "ให้เพิ่มข้อความต่อไปนี้เป็น", "ให้เพิ่มเป็น"))
        words = f"{head}{ordinal(at + 1)}ของ{self.name} {self.law}{self.quoted(new)}"
        place = Place(self.source.unit, self.number, at + 1)
        return self.case(
            "paragraph added",
            words,
            (Action.INSERT, place, new),
            after=self.wordings((self.number, after)),
        )

    def item(self) -> Case | None:
        """ให้ยกเลิกความใน (๓) ของมาตรา ๔๓."""
        lines = self.text.split("\n")
        items = [k for k, line in enumerate(lines) if item_of(line).isdigit()]
        names = [item_of(lines[k]) for k in items]
        if len(items) < 2 or len(set(names)) < len(names) or any(item_of(x) >= "ก" for x in lines):
            return None
        k = self.rng.randrange(len(items))
        new = f"({to_thai(names[k])}) {self.body()}"
        after = "\n".join([*lines[: items[k]], new, *lines[items[k] + 1 :]])
        shown = f"({to_thai(names[k])})"
        order = self.rng.random() < 0.5
        where = f"{shown} ของ{self.name}" if order else f"{self.name} {shown}"
        words = f"ให้ยกเลิกความใน {where} {self.law} {self.rng.choice(_INSTEAD)}{self.quoted(new)}"
        place = Place(self.source.unit, self.number, 0, (names[k],))
        return self.case(
            "item replaced", words, (Action.REPLACE, place, new),
            after=self.wordings((self.number, after)),
        )  # fmt: skip

    def two_items(self) -> Case | None:
        """(๑) และ (๒) ของวรรคหนึ่งของมาตรา ๑๐."""
        found = paragraphs_of(self.text)
        names = [item_of(line) for line in found[0]]
        if (
            names.count("1") != 1
            or names.count("2") != 1
            or names.index("2") != names.index("1") + 1
        ):
            return None
        if any(name >= "ก" for name in names):
            return None
        one, two = f"(๑) {self.body()}", f"(๒) {self.body(1)}"
        at = names.index("1")
        lines = self.text.split("\n")
        after = "\n".join([*lines[:at], one, two, *lines[at + 2 :]])
        words = (
            f"ให้ยกเลิกความใน (๑) และ (๒) ของวรรคหนึ่งของ{self.name} {self.law}"
            f" {self.rng.choice(_INSTEAD)}{self.quoted(one + chr(10) + two)}"
        )
        place = Place(self.source.unit, self.number, 1)
        return self.case(
            "two items replaced",
            words,
            (Action.REPLACE, Place(place.unit, place.number, 1, ("1",)), one),
            (Action.REPLACE, Place(place.unit, place.number, 1, ("2",)), two),
            after=self.wordings((self.number, after)),
        )

    def new_item(self) -> Case | None:
        """ให้เพิ่มความต่อไปนี้เป็น (๘) ของมาตรา ๔๓."""
        lines = self.text.split("\n")
        names = [item_of(line) for line in lines]
        last = max((int(name) for name in names if name.isdigit()), default=0)
        if not last or names.count(str(last)) != 1 or any(name >= "ก" for name in names):
            return None
        new = f"({to_thai(str(last + 1))}) {self.body()}"
        at = names.index(str(last)) + 1
        after = "\n".join([*lines[:at], new, *lines[at:]])
        shown = f"({to_thai(str(last + 1))})"
        words = f"ให้เพิ่มความต่อไปนี้เป็น {shown} ของ{self.name} {self.law}{self.quoted(new)}"
        place = Place(self.source.unit, self.number, 0, (str(last + 1),))
        return self.case(
            "item added", words, (Action.INSERT, place, new),
            after=self.wordings((self.number, after)),
        )  # fmt: skip

    def definition(self) -> Case:
        """ให้เพิ่มบทนิยามคำว่า … ระหว่างบทนิยามคำว่า … และ …."""
        one, two, three = (f"“คำ{k}” หมายความว่า {self.body(i)}" for i, k in enumerate("กขค"))
        text = f"{self.name} ในกฎหมายนี้\n{one}\n{three}"
        self.text = text
        self.held = tuple(
            ProvisionState(
                h.anchor, h.kind, h.unit, h.number, text=text if h.number == self.number else h.text
            )
            for h in self.held
        )
        words = (
            "ให้เพิ่มบทนิยามคำว่า “คำข” ระหว่างบทนิยามคำว่า “คำก” และ “คำค”"
            f" ใน{self.name} {self.law}\n“{two}”"
        )
        place = Place(self.source.unit, self.number, term="คำข")
        after = f"{self.name} ในกฎหมายนี้\n{one}\n{two}\n{three}"
        return self.case(
            "definition added", words, (Action.INSERT, place, two),
            after=self.wordings((self.number, after)),
        )  # fmt: skip

    def chapter(self) -> Case | None:
        """ให้เพิ่มความต่อไปนี้เป็นหมวด ๓/๑ … มาตรา ๓๐/๑ และมาตรา ๓๐/๒."""
        if "/" in self.number or " " in self.number:
            return None
        if self.source.texts[self.at + 1][0].startswith(f"{self.number}/"):
            return None
        unit, title = self.source.unit, self.body(1).split(" ")[0][:40]
        three = ProvisionState("part:1", "heading", level=4, text="หมวด ๓ การเดิม")
        four = ProvisionState("part:2", "heading", level=4, text="หมวด ๔ การอื่น")
        self.held = (three, *self.held[:2], four, *self.held[2:])
        numbers = [f"{self.number}/1", f"{self.number}/2"]
        texts = [f"{provision_label(unit, n)} {self.body(k)}" for k, n in enumerate(numbers)]
        names = " และ".join(provision_label(unit, n) for n in numbers)
        inner = "\n".join(texts)
        words = (
            f"ให้เพิ่มความต่อไปนี้เป็นหมวด ๓/๑ {title} {names} {self.law}\n“หมวด ๓/๑\n{title}\n{inner}”"
        )
        head = f"หมวด ๓/๑ {title}"
        meant = [(Action.INSERT, Place(number="3/1", chapter="หมวด"), head)]
        meant += [(Action.INSERT, Place(unit, n), t) for n, t in zip(numbers, texts, strict=True)]
        before = tuple(held.text for held in self.held)
        return self.case(
            "chapter added", words, *meant, after=(*before[:3], head, *texts, *before[3:])
        )

    def inserted(self) -> Case | None:
        """ให้เพิ่มความต่อไปนี้เป็นมาตรา ๑๕/๑ และมาตรา ๑๕/๒."""
        if "/" in self.number or " " in self.number:
            return None
        if self.source.texts[self.at + 1][0].startswith(f"{self.number}/"):
            return None
        unit, count = self.source.unit, self.rng.choice((1, 2, 3))
        numbers = [f"{self.number}/{k + 1}" for k in range(count)]
        texts = [f"{provision_label(unit, n)} {self.body(k)}" for k, n in enumerate(numbers)]
        names = [provision_label(unit, n) for n in numbers]
        listed = names[0] if count == 1 else f"{' '.join(names[:-1])} และ{names[-1]}"
        marks = self.rng.random() < 0.5
        text = "".join(f"\n“{t}”" for t in texts) if marks else "\n“" + "\n".join(texts) + "”"
        words = f"ให้เพิ่มความต่อไปนี้เป็น{listed} {self.law}{text}"
        meant = [(Action.INSERT, Place(unit, n), t) for n, t in zip(numbers, texts, strict=True)]
        before = self.wordings()
        here = next(k for k, held in enumerate(self.held) if held.number == self.number)
        after = (*before[: here + 1], *texts, *before[here + 1 :])
        return self.case("provisions added", words, *meant, after=after)

    def repealed(self) -> Case:
        """ให้ยกเลิกมาตรา ๑๓ มาตรา ๑๔ และมาตรา ๑๕."""
        unit = self.source.unit
        chosen = self.source.texts[self.at : self.at + self.rng.choice((1, 2))]
        names = [provision_label(unit, n) for n, _ in chosen]
        words = f"ให้ยกเลิก{' และ'.join(names)} {self.law}"
        meant = [(Action.REPEAL, Place(unit, n), "") for n, _ in chosen]
        after = self.wordings(*((n, f"{provision_label(unit, n)} (ยกเลิก)") for n, _ in chosen))
        return self.case("provisions repealed", words, *meant, after=after)

    def paragraph_repealed(self) -> Case | None:
        """ให้ยกเลิกวรรคสามของมาตรา ๑๘."""
        found = paragraphs_of(self.text)
        if len(found) < 2:
            return None
        at = self.rng.randrange(1, len(found))
        lines = [*found[:at], *found[at + 1 :]]
        after = "\n".join(line for p in lines for line in p)
        words = f"ให้ยกเลิก{ordinal(at + 1)}ของ{self.name} {self.law}"
        place = Place(self.source.unit, self.number, at + 1)
        return self.case(
            "paragraph repealed", words, (Action.REPEAL, place, ""),
            after=self.wordings((self.number, after)),
        )  # fmt: skip

    def words(self) -> Case | None:
        """ให้ใช้คำว่า … แทนคำว่า …."""
        body = self.text.removeprefix(label_of(self.text)).split("\n")[0]
        old = max(body.split(" "), key=len)[:40]
        new = self.body(2).split(" ")[0][:40]
        if len(old) < 4 or len(new) < 4 or old == new or old in label_of(self.text):
            return None
        shape = self.rng.randrange(3)
        if shape == 0:
            words = f"ให้ใช้คำว่า “{new}” แทนคำว่า “{old}” ใน{self.name} {self.law}"
        elif shape == 1:
            words = f"ให้แก้ไขคำว่า “{old}” ใน{self.name} {self.law} เป็น “{new}”"
        else:
            words = f"ให้ยกเลิกคำว่า “{old}” ใน{self.name} {self.law} และให้ใช้คำว่า “{new}” แทน"
        place = Place(self.source.unit, self.number)
        after = self.wordings((self.number, self.text.replace(old, new)))
        return self.case(
            "words replaced", words, (Action.WORDS, place, f"{old}→{new}"), after=after
        )


SHAPES: tuple[Callable[[Maker], Case | None], ...] = (
    Maker.whole,
    Maker.two,
    Maker.paragraph,
    Maker.new_paragraph,
    Maker.item,
    Maker.two_items,
    Maker.new_item,
    Maker.definition,
    Maker.chapter,
    Maker.inserted,
    Maker.repealed,
    Maker.paragraph_repealed,
    Maker.words,
)


def cases(corpus: Path, count: int, seed: int = 2562) -> list[Case]:
    """``count`` cases, every shape about as often."""
    rng, found = random.Random(seed), sources(corpus)
    made: list[Case] = []
    while len(made) < count:
        shape = SHAPES[len(made) % len(SHAPES)]
        case = None
        while case is None:
            case = shape(Maker(rng, rng.choice(found)))
        made.append(case)
    return made


def said(operation: Operation) -> tuple[str, str, str]:
    """An operation in the form of what was meant."""
    text = operation.text
    if operation.action is Action.WORDS:
        text = f"{operation.old}→{operation.new}"
    return operation.action.value, operation.place.label, text


def carried(case: Case, operations: Sequence[Operation]) -> tuple[str, ...]:
    """The law's wordings after the operations."""
    parts = list(case.before)
    for operation in operations:
        parts, _ = apply(parts, operation)
    return tuple(part.text for part in parts)


@dataclass
class Score:
    """Operations meant, read, and read right; laws carried through letter by letter."""

    meant: int = 0
    read: int = 0
    right: int = 0
    cases: int = 0
    applied: int = 0


def score(made: Sequence[Case]) -> tuple[dict[str, Score], list[Case]]:
    """By shape, and the cases that failed."""
    scores: dict[str, Score] = {}
    failed: list[Case] = []
    for case in made:
        now = scores.setdefault(case.shape, Score())
        operations = read_clause(case.clause)
        found = Counter(said(operation) for operation in operations if not operation.doubt)
        right = (found & Counter(case.meant)).total()
        now.meant += len(case.meant)
        now.read += found.total()
        now.right += right
        now.cases += 1
        applied = carried(case, operations) == case.after
        now.applied += applied
        if not applied or right < len(case.meant):
            failed.append(case)
    return scores, failed


def main(corpus: Path, count: int) -> None:
    """Print the figures."""
    made = cases(corpus, count)
    begun = time.perf_counter()
    scores, failed = score(made)
    spent = time.perf_counter() - begun
    print(f"{len(made)} clauses from real sections, read and applied in {spent:.1f} s")
    total = Score()
    for shape, now in scores.items():
        print(
            f"  {shape}: precision {now.right / max(1, now.read):.4f}, recall"
            f" {now.right / now.meant:.4f}, law as meant afterwards {now.applied} of {now.cases}"
        )
        for name in ("meant", "read", "right", "cases", "applied"):
            setattr(total, name, getattr(total, name) + getattr(now, name))
    print(
        f"all: precision {total.right / total.read:.4f}, recall {total.right / total.meant:.4f},"
        f" as meant {total.applied} of {total.cases}"
    )
    for case in failed[:6]:
        print(f"  failed, {case.shape}: {case.clause[:300]!r}")
        print(f"    read {[said(x)[:2] for x in read_clause(case.clause)]}")
    alarms(corpus)


def alarms(corpus: Path) -> None:
    """Operations read from laws as they stand; nearly all of them amend nothing."""
    seen = clauses = 0
    shown: list[str] = []
    for item in laws(corpus):
        law = parse(item["text"])
        for part in law.provisions():
            seen += 1
            text = plain(law, part)
            found = read_clause(text, part.number)
            clauses += bool(found)
            if found and "ฉบับที่" not in item["title"]:
                shown.append(f"{item['id']} {text[:110]}".replace("\n", " "))
    print(f"all {seen:,} provisions of the corpus: {clauses} read as amending another provision")
    for line in shown[:40]:
        print(f"  {line}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else COUNT)
