"""The client and a real search process."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from kmdesk.records import Library
from kmdesk.search.client import Outdated, SearchClient, SearchError
from kmdesk.workers.child import self_command

Add = Callable[..., int]


def test_search_suggest_status(client: SearchClient, add: Add) -> None:
    record = add("หนังสือเวียนเรื่องการประชุมใหญ่", "ข้อความ", number="กษ ๑๑๐๘/ว ๙๙")
    client.catch_up()
    result = client.search("ประชุมใหญ่")
    assert [hit.record_id for hit in result.hits] == [record]
    assert result.complete
    assert [h.record_id for h in client.search("กษ 1108/ว 99").hits] == [record]
    assert any("หนังสือเวียน" in s.text for s in client.suggest("หนัง"))
    assert client.suggest("กษ")[0].text == "กษ 1108/ว 99"
    status = client.status(deep=True)
    assert (status.indexed, status.records, status.drift) == (1, 1, 0)


def test_a_dead_worker_is_started_again(client: SearchClient, add: Add) -> None:
    record = add("เอกสารที่ต้องพบอีกครั้ง")
    assert client.search("พบอีกครั้ง").total == 1
    worker = client._worker
    assert worker is not None
    worker._process.kill()
    worker._process.wait()
    assert [h.record_id for h in client.search("พบอีกครั้ง").hits] == [record]


@pytest.mark.linux_only("a shell script stands before the process")
def test_who_asked_a_process_that_died_is_answered_by_the_next(
    client: SearchClient, add: Add, tmp_path: Path
) -> None:
    """Its output stays open: a child of its own holds it, so nothing tells of its end."""
    record = add("เอกสารที่ต้องพบ")
    first = tmp_path / "first"
    script = tmp_path / "search.sh"
    script.write_text(
        f'[ -e "{first}" ] && exec "$@"\n: >"{first}"\nhead -c 8 >/dev/null\nsleep 300 &\nexit 1\n'
    )
    found: list[int] = []
    with SearchClient(["sh", str(script), *client._command]) as other:
        asking = threading.Thread(target=lambda: found.append(other.search("ต้องพบ").total))
        asking.start()
        while other._worker is None:
            pass
        other._worker._process.wait()
        assert [hit.record_id for hit in other.search("ต้องพบ").hits] == [record]
        asking.join(60)
        assert found == [1]


def test_the_piece_shown_holds_the_most_different_words(client: SearchClient, add: Add) -> None:
    add("เรื่อง", "กกกก " * 3 + "ว่างเปล่า " * 60 + "กกกก ขขขข")
    client.catch_up()
    (hit,) = client.search('"กกกก" "ขขขข"').hits
    assert "ขขขข" in hit.snippet.text


def test_many_threads_each_get_their_own_answer(client: SearchClient, add: Add) -> None:
    records = {f"คำที่{n}จบ": add(f"คำที่{n}จบ") for n in range(12)}
    answers: dict[str, list[int]] = {}

    def ask(query: str) -> None:
        answers[query] = [hit.record_id for hit in client.search(f'"{query}"').hits]

    threads = [threading.Thread(target=ask, args=(query,)) for query in records]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {query: [record] for query, record in records.items()}


def test_rebuild(client: SearchClient, add: Add, library: Library) -> None:
    record = add("เอกสาร", "ก่อนสร้างดัชนีใหม่")
    client.catch_up()
    client.rebuild()
    assert [h.record_id for h in client.search("สร้างดัชนีใหม่").hits] == [record]
    assert (library.root / "index" / "manifest.json").exists()


def test_searching_goes_on_while_the_index_is_rebuilt(client: SearchClient, add: Add) -> None:
    records = [add(f"เอกสารลำดับ {n}", "เนื้อหา " * 200) for n in range(200)]
    client.catch_up()
    done = threading.Event()

    def rebuild() -> None:
        client.rebuild()
        done.set()

    thread = threading.Thread(target=rebuild)
    thread.start()
    asked = 0
    while not done.is_set() or not asked:
        result = client.search("เอกสารลำดับ", limit=0, snippets=False)
        assert sorted(hit.record_id for hit in result.hits) == records
        asked += 1
    thread.join()
    assert client.status(deep=True).drift == 0


def test_a_closed_client_says_so(client: SearchClient) -> None:
    client.close()
    with pytest.raises(SearchError):
        client.search("ก")


def test_no_library_is_an_error_in_words(library: Library, client: SearchClient) -> None:
    library.close()
    (library.root / "library.sqlite").unlink()
    with pytest.raises(SearchError) as caught:
        client.search("ก")
    assert str(library.root) in str(caught.value)


def test_one_that_answered_ends_by_itself_and_one_still_loading_is_ended(library: Library) -> None:
    codes = []
    for asks in (True, False):
        client = SearchClient(self_command(["worker", "search", "--library", str(library.root)]))
        client.start()
        worker = client._worker
        assert worker is not None
        if asks:
            client.status()
        client.close()
        codes.append(worker._process.wait())
    assert codes[0] == 0
    assert codes[1] != 0


def test_what_a_newer_query_on_its_channel_replaced_is_said(client: SearchClient, add: Add) -> None:
    """Of many on one channel the last is answered; each other is answered or Outdated."""
    for number in range(30):
        add(f"เอกสารลำดับ {number}", "เนื้อหา " * 400)
    client.catch_up()
    ends: list[str] = []

    def ask() -> None:
        try:
            client.search("เอกสารลำดับ", limit=0, channel="box")
        except Outdated:
            ends.append("outdated")
        else:
            ends.append("answered")

    threads = [threading.Thread(target=ask) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(ends) == 12
    assert "answered" in ends
    assert client.search("เอกสารลำดับ", channel="box").total == 30
