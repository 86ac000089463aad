"""What is typed into the form: nothing is dropped, nothing that is wrong looks fine, and all of it
is there tomorrow.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import FrameLocator, Locator, Page, Route, expect
from served import wait_until_stored


def sheet(page: Page) -> FrameLocator:
    return page.frame_locator("#paper")


def start(open_tab: Callable[[], Page]) -> Page:
    page = open_tab()
    page.get_by_role("button", name="Classroom aide").click()
    expect(page.locator("#fit")).to_contain_text("Fits")
    page.evaluate("document.querySelectorAll('details').forEach(one => (one.open = true))")
    return page


def type_into(page: Page, name: str, text: str) -> None:
    """Type as a person does, and go on to the next field."""
    field = page.locator(f"#form [name='{name}']")
    field.click()
    page.keyboard.press("Control+A")
    page.keyboard.type(text)
    page.keyboard.press("Tab")


def test_times_are_taken_as_people_type_them(open_tab: Callable[[], Page]) -> None:
    page = start(open_tab)
    arrive = page.locator("[name=arrive]")
    for typed, shown in {
        "745": "7:45",
        "7:45": "7:45",
        "0745": "7:45",
        "8": "8:00",
        "1:15": "1:15",
        "1:15pm": "1:15 pm",
        "1.15 p.m.": "1:15 pm",
        "13:15": "1:15",
        "noon": "12:00 pm",
        "6:30 pm": "6:30 pm",
    }.items():
        type_into(page, "arrive", typed)
        expect(arrive).to_have_value(shown)
        expect(sheet(page).locator("[data-field=arrive]").first).to_have_text(shown)
        expect(page.locator("#fit")).to_contain_text("Fits")
    page.get_by_role("button", name="Add a line of the day").click()
    row = page.get_by_role("group", name="Line 1")
    for typed in ("745", "830"):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    page.keyboard.type("Reading")
    expect(row.get_by_label("From")).to_have_value("7:45")
    expect(row.get_by_label("To")).to_have_value("8:30")
    expect(sheet(page).locator("#schedule")).to_contain_text("7:45–8:30")
    page.get_by_role("button", name="Add a line of the day").click()
    expect(page.get_by_role("group", name="Line 2").get_by_label("From")).to_have_value("8:30")
    wait_until_stored(page, "Reading")
    page.reload()
    page.get_by_role("button", name="Go on with it").click()
    expect(arrive).to_have_value("6:30 pm")
    starts = page.locator("[data-list=schedule] [data-column=start]")
    expect(starts.first).to_have_value("7:45")


def test_two_times_typed_where_one_goes_are_put_into_both(open_tab: Callable[[], Page]) -> None:
    page = start(open_tab)
    type_into(page, "arrive", "7:45-3:15")
    expect(page.locator("[name=arrive]")).to_have_value("7:45")
    expect(page.locator("[name=leave]")).to_have_value("3:15")
    page.get_by_role("button", name="Add a line of the day").click()
    row = page.get_by_role("group", name="Line 1")
    page.keyboard.type("800 to 8:30 Morning meeting")
    page.keyboard.press("Tab")
    expect(row.get_by_label("From")).to_have_value("8:00")
    expect(row.get_by_label("To")).to_have_value("8:30")
    expect(row.locator("[data-column=teacher_does]")).to_have_value("Morning meeting")
    expect(sheet(page).locator("#schedule")).to_contain_text("8:00\N{EN DASH}8:30")
    expect(page.locator("#fit")).to_contain_text("Fits")
    # Where the words have no room all stays as it was typed, and is told.
    row.get_by_label("From").fill("9-10 Art")
    row.get_by_label("From").press("Tab")
    expect(row.get_by_label("From")).to_have_value("9-10 Art")
    expect(page.locator("#fit")).to_have_attribute("data-state", "wrong")
    row.get_by_label("From").fill("9-10")
    row.get_by_label("From").press("Tab")
    row.get_by_label("To").press("Tab")
    expect(row.get_by_label("To")).to_have_value("10:00")
    # Where an end goes, too, unless the start says something else.
    for typed, first, last in (
        ("9:00-9:30", "9:00", "9:30"),
        ("8-9", "9:00", "8-9"),
    ):
        row.get_by_label("To").fill(typed)
        row.get_by_label("To").press("Tab")
        expect(row.get_by_label("From")).to_have_value(first)
        expect(row.get_by_label("To")).to_have_value(last)
    page.locator("[name=arrive]").fill("")
    type_into(page, "leave", "7:30-2:30")
    expect(page.locator("[name=arrive]")).to_have_value("7:30")
    expect(page.locator("[name=leave]")).to_have_value("2:30")


WRONG = {
    "arrive": ("when we start", "not a time of day"),
    "leave": ("7:4", "not a time of day"),
    "valid_from": ("9/1", "not a date"),
    "valid_to": ("2026-02-30", "no such day"),
    "wait_seconds": ("five", "a whole number"),
    "link.url": ("oakhill", "address"),
    "schedule": ("8ish", "not a time of day"),
    "breaks": ("9:75", "not a time of day"),
}
ROWS = ("schedule", "breaks")


def place(page: Page, name: str) -> tuple[Locator, Locator]:
    """The input of a field, or the first of its first row, and what is said there."""
    if name not in ROWS:
        return page.locator(f"[name='{name}']"), page.locator(f".field[data-at='{name}'] .says")
    rows = page.locator(f"[data-list={name}]")
    return rows.locator("[data-column=start]"), rows.locator(".row > .says")


def test_what_is_wrong_is_said_and_stays_as_it_was_typed(open_tab: Callable[[], Page]) -> None:
    page = start(open_tab)
    for name, (typed, says) in WRONG.items():
        if name in ROWS:
            page.locator(f"[data-list={name}] [data-do=add]").click()
            page.keyboard.type(typed)
            page.keyboard.press("Tab")
        else:
            type_into(page, name, typed)
        expect(place(page, name)[1]).to_contain_text(says)
        wait_until_stored(page, typed)
    for _ in range(2):  # and the next day
        for name, (typed, says) in WRONG.items():
            field, message = place(page, name)
            expect(message).to_contain_text(says)
            expect(field).to_have_value(typed)
            expect(field).to_have_attribute("aria-invalid", "true")
        expect(page.locator("#fit")).to_have_attribute("data-state", "wrong")
        expect(page.locator("#fit")).not_to_contain_text("Fits")
        page.reload()
        page.get_by_role("button", name="Go on with it").click()
    left = set(WRONG)
    while left:
        expect(page.locator("#fit")).to_have_attribute("data-state", "wrong")
        page.get_by_role("button", name="Print", exact=True).click()
        expect(page.locator("#notice")).to_contain_text("to fix first")
        page.locator("#notice-act").click()
        (name,) = [each for each in left if has_focus(place(page, each)[0])]
        left.remove(name)
        field, message = place(page, name)
        field.fill("")
        expect(message).to_be_empty()
    expect(page.locator("#notice")).to_be_hidden()
    expect(page.locator("#fit")).to_contain_text("Fits")


def has_focus(field: Locator) -> bool:
    return bool(field.evaluate("field => field === document.activeElement"))


def test_what_came_with_a_file_stays_as_it_is_there(open_tab: Callable[[], Page]) -> None:
    page = open_tab()
    text = b"arrive: 07:45\nleave: 14:30\nvalid_from: 9/1/2026\nschedule:\n  - {start: 13:15, end: 745 pm}\n"
    page.locator("#file").set_input_files(
        {"name": "a.yaml", "mimeType": "text/yaml", "buffer": text}
    )
    expect(page.locator("#fit")).to_contain_text("Fits")
    expect(page.locator("[name=leave]")).to_have_value("14:30")
    expect(page.locator("[name=valid_from]")).to_have_value("9/1/2026")
    page.locator("#save").click()
    page.get_by_text("More formats").click()
    with page.expect_download() as download:
        page.locator("#saving [data-kind=yaml]").click()
    assert Path(download.value.path()).read_bytes() == text
    page.keyboard.press("Escape")
    page.evaluate("document.querySelectorAll('details').forEach(one => (one.open = true))")
    type_into(page, "leave", "1445")  # what is typed is shown as it is written
    expect(page.locator("[name=leave]")).to_have_value("2:45")
    expect(page.locator("[name=arrive]")).to_have_value("07:45")


def test_no_input_keeps_from_the_page_what_was_typed(open_tab: Callable[[], Page]) -> None:
    """Inputs of these types give "" for what they do not understand."""
    page = start(open_tab)
    types = page.evaluate(
        "[...document.querySelectorAll('#form input'), ...[...document.querySelectorAll('#form template')]"
        ".flatMap(one => [...one.content.querySelectorAll('input')])].map(one => one.type)"
    )
    assert set(types) <= {"text", "url", "radio", "checkbox", "file"}


def test_pictures_that_are_refused_are_all_told_of_with_the_way_out(
    open_tab: Callable[[], Page],
) -> None:
    page = start(open_tab)
    go_on = page.locator("#form").get_by_role("button", name="Go on without this file")
    for use, count in (("logo", 1), ("picture", 2)):
        page.locator(f"#{use}-file").set_input_files(
            {"name": f"{use}.png", "mimeType": "image/png", "buffer": b"\x89PNG broken"}
        )
        expect(page.locator("#problems li")).to_have_count(count)
    expect(go_on).to_have_count(2)
    for told in page.locator("#problems li").all():
        expect(told).to_contain_text("or press “Go on without this file”")
    expect(page.locator("#fit")).not_to_contain_text("Fits")
    page.get_by_role("button", name="Print", exact=True).click()
    notice = page.locator("#notice")
    expect(notice).to_contain_text("2 problems to fix first")
    expect(notice).to_contain_text("or press “Go on without this file”")
    page.locator("#save").click()
    with page.expect_download():  # what was typed is saved all the same
        page.locator("#saving [data-kind=yaml]").click()
    page.locator("#saving [data-do=close]").click()
    go_on.first.click()
    expect(go_on).to_have_count(1)
    go_on.first.click()
    expect(page.locator("#fit")).to_contain_text("Fits")
    expect(notice).to_be_hidden()
    dropped = [("a.zip", "x"), ("b.yaml", "para_name: Ana"), ("c.zip", "x")]
    page.evaluate(
        """files => {
            const dataTransfer = new DataTransfer();
            for (const [name, text] of files) dataTransfer.items.add(new File([text], name));
            document.body.dispatchEvent(new DragEvent("drop", { bubbles: true, dataTransfer }));
        }""",
        dropped,
    )
    expect(notice).to_contain_text("c.zip is not a file")
    expect(notice).to_contain_text("a.zip is not a file")
    expect(notice).to_contain_text("b.yaml is open")


def test_nothing_looks_fine_while_the_server_is_away(open_tab: Callable[[], Page]) -> None:
    page = start(open_tab)
    page.route("**/preview", lambda route: route.abort())
    type_into(page, "arrive", "x")
    expect(page.locator("#fit")).not_to_contain_text("Fits")
    page.unroute("**/preview")
    type_into(page, "arrive", "8")
    expect(page.locator("#fit")).to_contain_text("Fits")
    expect(page.locator("#notice")).to_be_hidden()


def test_a_page_of_an_older_version_says_so(open_tab: Callable[[], Page]) -> None:
    page = start(open_tab)
    stale = [{"field": "", "code": "web-stale", "says": "s", "do": "d", "warning": False}]
    page.route("**/preview", lambda route: route.fulfill(status=403, json={"problems": stale}))
    version = 'name="handout-version" content="'
    page.route(
        page.url,
        lambda route: route.fulfill(body=route.fetch().text().replace(version, f"{version}9")),
    )
    type_into(page, "arrive", "8")
    expect(page.locator("#notice")).to_contain_text("of an older version")
    page.unroute_all()
    # It is asked again by itself.
    expect(page.locator("#fit")).to_contain_text("Fits")
    with page.expect_navigation():
        page.locator("#notice-act").click()
    expect(page.locator("#draft li")).to_have_count(1)


def test_the_page_goes_on_by_itself_and_says_it_is_cut_off_once(
    open_tab: Callable[[], Page],
) -> None:
    page = start(open_tab)
    page.evaluate(
        """() => {
          window.said = 0;
          const count = () => window.said++;
          new MutationObserver(count).observe(document.querySelector("#notice p"), { childList: true });
        }"""
    )
    tries: list[str] = []

    def refuse(route: Route) -> None:
        tries.append(route.request.url)
        route.abort()

    page.route("**/preview", refuse)
    page.locator("[name=room]").fill("77")
    expect(page.locator("#notice")).to_contain_text("does not answer")
    while len(tries) < 3:
        page.wait_for_timeout(100)
    assert page.evaluate("window.said") == 1
    page.unroute("**/preview")
    expect(page.frame_locator("#paper").locator(".tag")).to_contain_text("77")
    expect(page.locator("#fit")).to_contain_text("Fits")
    expect(page.locator("#notice")).to_be_hidden()


def test_an_old_sheet_does_not_look_fine_while_an_answer_does_not_come(
    open_tab: Callable[[], Page],
) -> None:
    page = start(open_tab)
    held: list[Route] = []
    page.route("**/preview", lambda route: held.append(route))
    page.locator("[name=room]").fill("77")
    expect(page.locator("#fit")).to_have_text("The sheet shows how it was before.")
    for route in held:
        route.continue_()
    page.unroute("**/preview")
    expect(page.frame_locator("#paper").locator(".tag")).to_contain_text("77")
    expect(page.locator("#fit")).to_contain_text("Fits")


def test_invisible_characters_are_left_out_and_told(open_tab: Callable[[], Page]) -> None:
    """They come along when words are copied, and nobody could find them to take them out."""
    page = start(open_tab)
    name, notice = page.locator("[name=para_name]"), page.locator("#notice")
    name.fill("Ana\u202e Ru\u0007iz")
    expect(name).to_have_value("Ana Ruiz")
    expect(notice).to_contain_text("left out: U+202E, U+0007.")
    note = page.locator("[name=teacher_note]")
    note.fill("One\u2028two\u000bthree")
    expect(note).to_have_value("One\ntwo\nthree")
    expect(notice).to_be_hidden()
    expect(sheet(page).locator(".holds-note")).to_contain_text("two")
    expect(page.locator("#fit")).to_have_attribute("data-state", "fine")
    page.evaluate("document.querySelectorAll('#form details').forEach(one => (one.open = true))")
    page.locator("[data-list=schedule] .pasting textarea").fill("7:45-8:00 Arri\u2066val")
    expect(notice).to_contain_text("left out: U+2066.")
    page.locator("[data-list=schedule] .pasting button").click()
    expect(page.locator("[data-list=schedule] [data-column=teacher_does]")).to_have_value("Arrival")
