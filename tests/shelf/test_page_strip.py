"""The strip against plain lists: any sequence of acts, no page lost or doubled, all undone."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from kmdesk.shelf import arrange_pages
from kmdesk.shelf.arrange_pages import Arranging, Leaf, Strip, strip_of

Pages = list[list[Leaf]]


def _flat(strip: Strip) -> list[Leaf]:
    return [item for item in strip.items if item is not None]


class Model:
    """The same acts on one row at a time, told with lists of lists."""

    def __init__(self, strip: Strip) -> None:
        self.documents: Pages = [list(pages) for pages in strip.documents]

    def settle(self) -> None:
        self.documents = [pages for pages in self.documents if pages]

    def find(self, leaf: Leaf) -> tuple[int, int]:
        for number, pages in enumerate(self.documents):
            for at, other in enumerate(pages):
                if (other.file, other.page) == (leaf.file, leaf.page):
                    return number, at
        raise AssertionError

    def push_on(self, leaf: Leaf) -> None:
        number, at = self.find(leaf)
        pages = self.documents[number]
        if at + 1 < len(pages):
            pages[at], pages[at + 1] = pages[at + 1], pages[at]
        elif number + 1 < len(self.documents):
            self.documents[number + 1].insert(0, pages.pop())
        self.settle()

    def push_back(self, leaf: Leaf) -> None:
        number, at = self.find(leaf)
        pages = self.documents[number]
        if at:
            pages[at], pages[at - 1] = pages[at - 1], pages[at]
        elif number:
            self.documents[number - 1].append(pages.pop(0))
        self.settle()

    def turn(self, leaf: Leaf) -> None:
        number, at = self.find(leaf)
        old = self.documents[number][at]
        self.documents[number][at] = Leaf(old.file, old.page, (old.turn + 90) % 360)

    def take_out(self, leaf: Leaf) -> None:
        number, at = self.find(leaf)
        del self.documents[number][at]
        self.settle()

    def cut(self, leaf: Leaf) -> None:
        number, at = self.find(leaf)
        pages = self.documents[number]
        if at:
            self.documents[number : number + 1] = [pages[:at], pages[at:]]
        elif number:
            self.documents[number - 1 : number + 1] = [self.documents[number - 1] + pages]

    def told(self) -> tuple[tuple[Leaf, ...], ...]:
        return tuple(tuple(pages) for pages in self.documents)


ACTS = ("push_on", "push_back", "turn", "take_out", "cut")


@given(
    st.lists(st.integers(0, 4), min_size=1, max_size=3),
    st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 50)), max_size=40),
)
def test_any_acts_make_what_lists_make(counts: list[int], acts: list[tuple[str, int]]) -> None:
    desk = Arranging(strip_of(counts))
    model = Model(desk.strip)
    states = [desk.strip.items]
    for act, pick in acts:
        pages = _flat(desk.strip)
        if not pages:
            break
        leaf = pages[pick % len(pages)]
        row = desk.strip.items.index(leaf)
        changed = {
            "push_on": lambda row=row: desk.do(arrange_pages.move, [row], 1),
            "push_back": lambda row=row: desk.do(arrange_pages.move, [row], -1),
            "turn": lambda row=row: desk.do(arrange_pages.turn, [row], 90),
            "take_out": lambda row=row: desk.do(arrange_pages.take_out, [row]),
            "cut": lambda row=row: desk.do(arrange_pages.cut, row),
        }[act]()
        getattr(model, act)(leaf)
        assert desk.strip.documents == model.told()
        if changed:
            states.append(desk.strip.items)
    for before in reversed(states[:-1]):
        assert desk.back()
        assert desk.strip.items == before
    assert not desk.back()
    assert not desk.is_changed
    for after in states[1:]:
        assert desk.again()
        assert desk.strip.items == after


@given(
    st.integers(1, 8),
    st.sets(st.integers(0, 7)),
    st.integers(0, 8),
)
def test_what_is_put_elsewhere_keeps_its_order(count: int, rows: set[int], at: int) -> None:
    strip = strip_of([count])
    rows = {row for row in rows if row < count}
    made = arrange_pages.put(strip, rows, min(at, count))
    assert sorted(_flat(made), key=lambda leaf: leaf.page) == _flat(strip)
    assert [leaf for leaf in _flat(made) if leaf.page in rows] == [Leaf(0, r) for r in sorted(rows)]
    rest = [leaf.page for leaf in _flat(made) if leaf.page not in rows]
    assert rest == sorted(rest)
    if rows:
        assert [_flat(made)[row].page for row in made.chosen] == sorted(rows)


@given(st.integers(1, 12), st.sets(st.integers(0, 11)))
def test_empty_pages_separate(count: int, empty: set[int]) -> None:
    made = arrange_pages.cut_at_empty(strip_of([count]), {(0, page) for page in empty})
    kept = [leaf.page for leaf in _flat(made)]
    assert kept == [page for page in range(count) if page not in empty]
    backs = count >= 4 and count % 2 == 0 and all(page in empty for page in range(1, count, 2))
    for pages in made.documents:
        for one, other in pairwise(pages):
            between = set(range(one.page + 1, other.page)) & empty
            assert not (between if not backs else {page for page in between if page % 2 == 0})


def test_backs_of_single_sided_paper_separate_nothing() -> None:
    # front, back, front, back, (a sheet between: empty, empty), front, back
    made = arrange_pages.cut_at_empty(strip_of([8]), {(0, page) for page in (1, 3, 4, 5, 7)})
    assert [[leaf.page for leaf in pages] for pages in made.documents] == [[0, 2], [6]]


def test_several_rows_are_pushed_together() -> None:
    strip = arrange_pages.move(strip_of([5]), [1, 2], 1)
    assert [leaf.page for leaf in _flat(strip)] == [0, 3, 1, 2, 4]
    assert strip.chosen == (2, 3)
    strip = arrange_pages.move(arrange_pages.move(strip, strip.chosen, 1), [3, 4], 1)
    assert [leaf.page for leaf in _flat(strip)] == [0, 3, 4, 1, 2]
