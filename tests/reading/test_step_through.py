"""The step-through page, in a real browser."""

import json
import re
import shutil

import numpy as np
import pytest

import tinygrad_bc as tg

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="chromium is not installed")
NASTY = "</script><img src=x onerror=\"document.title='broken'\">"


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as p:
        chromium = p.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


def network(X_name="X"):
    rng = np.random.default_rng(0)
    X = tg.Tensor(rng.normal(size=(2, 5)), name=X_name)
    Y = np.array([[0.0, 1, 1, 0, 1]])
    W1 = tg.Tensor(rng.normal(size=(3, 2)), requires_grad=True, name="W1")
    b1 = tg.Tensor(np.zeros((3, 1)), requires_grad=True, name="b1")
    W2 = tg.Tensor(rng.normal(size=(1, 3)), requires_grad=True, name="W2")
    b2 = tg.Tensor(np.zeros((1, 1)), requires_grad=True, name="b2")
    A1 = np.tanh((W1 @ X + b1).named("Z1")).named("A1")
    A2 = tg.sigmoid((W2 @ A1 + b2).named("Z2")).named("A2")
    return tg.nn.binary_cross_entropy(A2, Y).named("J")


@pytest.fixture(scope="module")
def page_file(tmp_path_factory):
    return tg.step_through(network()).save(tmp_path_factory.mktemp("page") / "steps.html")


@pytest.fixture
def open_page(browser, page_file):
    """Open the page; every request beyond it, and every complaint, is collected."""
    contexts = []

    def opened(path=page_file, at="", **options):
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.trouble = []
        page.on("request", lambda r: r.url.startswith("file:") or page.trouble.append(r.url))
        page.on("console", lambda m: m.type == "error" and page.trouble.append(m.text))
        page.on("pageerror", lambda error: page.trouble.append(str(error)))
        page.goto(f"file://{path}{at}")
        return page

    yield opened
    for context in contexts:
        context.close()


def heading(page):
    return page.locator("#now h2").inner_text()


def test_buttons_arrows_slider_and_list_go_to_a_step(open_page):
    page = open_page()
    count = page.locator("#list li").count()
    assert heading(page) == f"Step 1 of {count}, forward: Z1"
    assert page.locator("#back").is_disabled()
    page.click("#next")
    assert heading(page).endswith("forward: A1")
    page.keyboard.press("ArrowRight")
    assert heading(page).endswith("forward: Z2")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("End")
    assert heading(page) == f"Step {count} of {count}, backward: dW1"
    assert page.locator("#next").is_disabled()
    page.locator("#slider").fill("2")
    assert heading(page).endswith("forward: A1")
    page.locator("#list a").nth(7).click()
    assert heading(page).startswith("Step 8 ")
    assert page.evaluate("location.hash") == "#step-8"
    assert page.trouble == []


def test_a_link_opens_its_step_with_the_page_at_its_top(open_page):
    page = open_page(at="#step-7", viewport={"width": 1366, "height": 700})
    page.wait_for_timeout(200)
    assert page.evaluate("scrollY") == 0
    assert heading(page).startswith("Step 7 ")
    assert page.locator("#list li.now").get_attribute("id") == "step-7"
    assert page.locator('[aria-current="step"]').count() == 1


def test_node_and_edges_light_up_and_later_ones_are_dimmed(open_page):
    page = open_page(at="#step-7")
    name = heading(page).split(": ")[1]
    assert page.locator("svg .node.now").get_attribute("id") == f"node-{name}"
    heads = page.locator("svg .edge.now").evaluate_all("gs => gs.map(g => g.id)")
    assert heads and all(head.endswith(f"-{name}") for head in heads)
    assert page.locator("svg .node.later").count() > 0
    page.keyboard.press("End")
    assert page.locator("svg .later").count() == 0


def test_the_picture_can_be_read_enlarged_and_seen_whole(open_page):
    page = open_page(viewport={"width": 390, "height": 844})

    def size():
        return page.locator("svg").bounding_box()["width"]

    first = size()
    assert page.locator("#node-W1 text").first.bounding_box()["height"] > 7
    page.click("#larger")
    assert size() > 1.2 * first
    page.click("#whole")
    assert size() <= page.locator(".scroll").bounding_box()["width"]
    page.keyboard.press("End")
    page.click("#larger")
    page.click("#larger")
    page.click("#larger")
    here, place = (page.locator(x).bounding_box() for x in ("#node-dW1", ".scroll"))
    assert place["y"] <= here["y"] <= place["y"] + place["height"]  # it follows the step
    assert page.trouble == []


def test_a_forward_step_names_every_operation_in_it(open_page):
    page = open_page(at="#step-1")
    assert "z = matmul(x, y)\nz = add(x, y)" in page.locator("#now").inner_text()


def test_the_equation_in_general_with_names_and_with_numbers(open_page):
    page = open_page(at="#step-7")
    text = page.locator("#now").inner_text()
    assert "dz = da * a * (1 - a)" in text
    assert "dZ2 = dA2 * A2 * (1 - A2)" in text
    assert re.search(r"with numbers\s*\[\[-?\d", text)


def test_a_node_shows_its_array_to_the_mouse_and_to_the_keyboard(open_page):
    page = open_page()
    page.hover("#node-W1 text")
    assert page.locator("#array-name").inner_text() == "W1 (3, 2)"
    page.focus("#node-dZ2")
    assert page.locator("#array-name").inner_text() == "dZ2 (1, 5)"
    assert len(re.findall(r"\d\.\d+|\d\.", page.locator("#array-rows").inner_text())) == 5
    assert "dZ2 (1, 5)" in page.locator("#node-dZ2").get_attribute("aria-label")


def test_everything_has_a_name_for_a_screen_reader(open_page):
    page = open_page()
    names = page.locator("button, input").evaluate_all(
        "xs => xs.map(x => x.getAttribute('aria-label'))"
    )
    assert all(names) and len(set(names)) == len(names)
    assert page.locator("svg").get_attribute("role") == "img"
    assert page.locator("#now").get_attribute("aria-live") == "polite"
    assert page.locator("html").get_attribute("lang") == "en"


def test_the_whole_page_can_be_walked_with_the_tab_key(open_page):
    page = open_page()
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.tagName"))
    assert {"next", "last", "slider", "node-W1", "node-dZ1", "A"} <= reached


def test_without_a_script_the_picture_and_the_list_stand(open_page):
    page = open_page(java_script_enabled=False)
    assert page.locator("svg .node").count() > 15
    assert page.locator("#list li .more").last.is_visible()
    assert not page.locator(".controls").is_visible()
    assert "dW1 = dZ1 @ X.T" in page.locator("#list").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_the_page(open_page, scheme):
    page = open_page(color_scheme=scheme)
    colours = page.evaluate(
        "() => { const s = getComputedStyle(document.body); return [s.color, s.backgroundColor]; }"
    )
    assert contrast(*colours) > 7
    picture = page.locator("svg .edge text").first.evaluate("t => getComputedStyle(t).fill")
    assert contrast(picture, colours[1]) > 3.5


def contrast(a, b):
    """The contrast of two colours, as the web's accessibility guidelines define it."""

    def luminance(colour):
        parts = [int(n) / 255 for n in re.findall(r"\d+", colour)[:3]]
        r, g, b = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    dark, light = sorted((luminance(a), luminance(b)))
    return (light + 0.05) / (dark + 0.05)


def test_a_telephone_needs_no_scrolling_sideways(open_page):
    page = open_page(viewport={"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.click("#next")
    assert page.locator("#now h2").is_visible()


def test_printed_it_has_the_picture_and_every_step(open_page):
    page = open_page()
    page.emulate_media(media="print")
    assert not page.locator(".controls").is_visible()
    assert page.locator("#list li .more").last.is_visible()
    assert page.locator("svg").is_visible()


def test_it_is_small_and_asks_for_nothing(page_file, open_page):
    assert page_file.stat().st_size < 100_000
    page = open_page()
    assert page.evaluate("fetch('https://example.org').then(() => 'sent', () => 'refused')") == (
        "refused"
    )
    assert page.evaluate("performance.getEntriesByType('resource').length") <= 1
    assert "default-src 'none'" in page_file.read_text()


def test_text_from_the_user_cannot_break_out(open_page, tmp_path):
    J = network(NASTY).named(NASTY)
    page = open_page(tg.step_through(J).save(tmp_path / "nasty.html"))
    assert heading(page).startswith("Step 1 ")
    assert page.title().endswith(", step by step")
    assert page.locator("img").count() == 0
    assert page.locator("script").count() == 2
    assert NASTY in page.locator("svg").evaluate("svg => svg.textContent")
    page.focus("svg .node")
    assert page.trouble == []


def test_in_a_notebook_it_lives_in_a_frame(browser, tmp_path):
    output = tg.step_through(network())._repr_html_()
    assert output.startswith('<iframe sandbox="allow-scripts"')
    (tmp_path / "notebook.html").write_text(f"<!doctype html><h1>notebook</h1>{output}")
    page = browser.new_page()
    page.goto(f"file://{tmp_path}/notebook.html")
    frame = page.frame_locator("iframe")
    frame.locator("#next").click()
    assert frame.locator("#now h2").inner_text().endswith("forward: A1")
    page.close()


def test_a_folded_graph_lights_up_its_layers(open_page, tmp_path):
    model = tg.nn.BinaryClassifier([2, *[3] * 45, 1], hidden="tanh")
    J = model.cost(np.ones((2, 4)), np.array([0, 1, 0, 1]))
    page = open_page(tg.step_through(J).save(tmp_path / "deep.html"), at="#step-4")
    assert page.locator("svg .node.now").get_attribute("id") == "node-layer2"
    page.keyboard.press("End")
    assert page.locator("svg .node.now").get_attribute("id") == "node-dlayer1"


def test_the_data_are_the_readings(page_file):
    text = re.search(r'id="data">(.*?)</script>', page_file.read_text(), re.S)[1]
    equations = [step["equation"] for step in json.loads(text)["steps"]]
    explained = [step.equation for step in tg.explain(network()).steps]
    assert equations[-len(explained) :] == explained


def test_without_a_renderer_it_says_so(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    with pytest.raises(RuntimeError, match="no renderer found"):
        tg.step_through(network())
