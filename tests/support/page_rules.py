"""What holds for every page that a person looks at, whatever is on it."""

from playwright.sync_api import Page, ViewportSize

DESK: ViewportSize = {"width": 1366, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}

LOOK = r"""() => {
  const seen = (one) => one.checkVisibility();
  const all = (what) => [...document.querySelectorAll(what)];
  const named = (one) => one.getAttribute("aria-label") || one.getAttribute("aria-labelledby")
    || [...(one.labels ?? [])].some((label) => label.textContent.trim());
  const short = (one) => one.outerHTML.slice(0, 120);
  const ids = all("[id]").map((one) => one.id);
  return {
    language: document.documentElement.lang,
    title: document.title,
    headings: all("h1").filter(seen).map((one) => one.textContent.trim()),
    mains: all("main").length,
    nameless: [
      ...all("input:not([type=hidden]), select, textarea").filter((one) => seen(one) && !named(one)),
      ...all("button, a[href]").filter((one) => seen(one) && !one.textContent.trim() && !named(one)),
      ...all("img").filter((one) => !one.hasAttribute("alt")),
    ].map(short),
    twice: ids.filter((id, at) => ids.indexOf(id) !== at),
    pointing: all("label[for]").filter((one) => !document.getElementById(one.htmlFor)).map(short),
    keys: document.body.innerText.match(/\{\w+\}|undefined|NaN|\b(page|board|gate|sign_in)\.\w+\.\w+/g) ?? [],
  };
}"""


def faults(page: Page, language: str) -> list[str]:
    """What is wrong with the page that is open, in words; it is looked at as at a desk, and on a phone."""
    told = page.evaluate(LOOK)
    wrong = [f"{rule}: {told[rule]}" for rule in ("nameless", "twice", "pointing", "keys") if told[rule]]
    if told["language"] != language:
        wrong.append(f"says that it is in {told['language']!r}")
    if not told["title"].endswith(" · Umbral") or told["title"].startswith(" "):
        wrong.append(f"is called {told['title']!r}")
    if len(told["headings"]) != 1 or told["mains"] != 1:
        wrong.append(f"has the headings {told['headings']} in {told['mains']} main parts")
    page.set_viewport_size(PHONE)
    if (beyond := page.evaluate("document.documentElement.scrollWidth - innerWidth")) > 0:
        wrong.append(f"is {beyond} pixels wider than a phone")
    page.set_viewport_size(DESK)
    return wrong
