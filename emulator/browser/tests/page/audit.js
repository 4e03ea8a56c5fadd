// What a person who cannot see well, or at all, would stumble over on the page as it is now. Gives a list of complaints.
const problems = [];
const shown = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;
const tell = (element, what) => problems.push(`${element.outerHTML.slice(0, 120)}: ${what}`);
const all = (selector) => [...document.querySelectorAll(selector)].filter(shown);

// Names.
const textOf = (id) => document.getElementById(id)?.innerText ?? "";
const nameOf = (element) =>
  element.ariaLabel ||
  (element.getAttribute("aria-labelledby") ?? "").split(" ").map(textOf).join(" ").trim() ||
  [...(element.labels ?? [])].map((label) => label.innerText).join(" ").trim() ||
  (element.matches("input, select, meter") ? "" : element.innerText.trim());
for (const element of all("a, button, input, select, summary, meter, dialog, nav, aside, th")) {
  const named = nameOf(element) || element.querySelector(".unseen")?.textContent;
  if (!named) tell(element, "has no name");
}
for (const element of document.querySelectorAll("[aria-labelledby]")) {
  if (!textOf(element.getAttribute("aria-labelledby"))) tell(element, "is labelled by nothing");
}
const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) problems.push(`the id ${id} is there twice`);

// Structure.
for (const landmark of ["header", "nav", "main, aside"]) if (all(landmark).length === 0) problems.push(`no ${landmark}`);
const levels = all("h1, h2, h3, h4").map((heading) => Number(heading.localName[1]));
if (levels.filter((level) => level === 1).length !== 1) problems.push("not exactly one h1");
levels.forEach((level, index) => {
  if (index > 0 && level > levels[index - 1] + 1) problems.push(`h${level} follows h${levels[index - 1]}`);
});
for (const element of all("th:not([scope])")) tell(element, "has no scope");

// Sizes.
for (const element of all("button, input, select")) {
  const { width, height } = element.getBoundingClientRect();
  const inLabel = element.closest("label") && element.type === "checkbox";
  if (!inLabel && (width < 24 || height < 24)) tell(element, `is only ${width} by ${height}`);
}
const surplus = document.documentElement.scrollWidth - document.documentElement.clientWidth;
if (surplus > 0) {
  const edge = document.documentElement.clientWidth;
  problems.push(`${surplus} pixels too wide`);
  for (const element of all("body *")) if (element.getBoundingClientRect().right > edge + 1) tell(element, "is out of view");
}

// Contrast.
const channels = (colour) => colour.match(/[\d.]+/g).map(Number);
const luminance = (colour) => {
  const [red, green, blue] = channels(colour).map((channel) => {
    const part = channel / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const background = (element) => {
  for (let behind = element; behind; behind = behind.parentElement) {
    const colour = getComputedStyle(behind).backgroundColor;
    if ((channels(colour)[3] ?? 1) > 0) return colour;
  }
  return getComputedStyle(document.documentElement).backgroundColor;
};
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (texts.nextNode()) {
  const element = texts.currentNode.parentElement;
  if (!texts.currentNode.data.trim() || !shown(element) || element.closest(":disabled, .unseen, option")) continue;
  const [light, dark] = [luminance(getComputedStyle(element).color), luminance(background(element))].sort().reverse();
  const ratio = (light + 0.05) / (dark + 0.05);
  if (ratio < 4.5) tell(element, `contrast ${ratio.toFixed(2)}`);
}
return problems;
