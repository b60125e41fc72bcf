"use strict";
const { steps, arrays } = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);
const nodes = new Map(), edges = [];
let now = 0;

for (const g of document.querySelectorAll("svg .node")) {
  const name = g.id.replace(/^node-/, "");
  nodes.set(name, g);
  if (!arrays[name]) continue;
  g.setAttribute("tabindex", "0");
  g.setAttribute("role", "img");
  g.setAttribute("aria-label", `${arrays[name].title}. ${arrays[name].rows}`);
  g.addEventListener("mouseenter", () => showArray(name));
  g.addEventListener("focus", () => showArray(name));
}
for (const g of document.querySelectorAll("svg .edge")) edges.push(g);

function showArray(name) {
  byId("array-name").textContent = arrays[name].title;
  byId("array-rows").textContent = arrays[name].rows;
}

function line(list, term, texts) {
  if (!texts.length) return;
  const dt = document.createElement("dt"), dd = document.createElement("dd");
  dt.textContent = term;
  texts.forEach((text) => {
    const code = document.createElement("code"), row = document.createElement("div");
    code.textContent = text;
    row.append(code);
    dd.append(row);
  });
  list.append(dt, dd);
}

function panel(step) {
  const title = document.createElement("h2"), list = document.createElement("dl");
  title.textContent = `Step ${now + 1} of ${steps.length}, ${step.pass}: ${step.name}`;
  line(list, "in general", step.general);
  line(list, "with names", [step.equation]);
  line(list, "with numbers", step.numbers);
  line(list, "shape", [step.shape]);
  line(list, "your line", step.forward);
  byId("now").replaceChildren(title, list);
}

function home(step) {
  return [step.name, step.fold].find((name) => nodes.has(name));
}

function light(step) {
  const reached = new Set(steps.slice(0, now + 1).map(home));
  const later = new Set(steps.slice(now + 1).map(home).filter((name) => !reached.has(name)));
  const here = home(step);
  nodes.forEach((g, name) => {
    g.classList.toggle("now", name === here);
    g.classList.toggle("later", later.has(name));
  });
  for (const g of edges) {
    const [tail, head] = g.id.replace(/^edge-/, "").split("-");
    g.classList.toggle("now", head === here);
    g.classList.toggle("later", later.has(head) || later.has(tail));
  }
  const g = nodes.get(here);
  if (g) {
    const box = document.querySelector(".scroll"), a = g.getBoundingClientRect(), b = box.getBoundingClientRect();
    if (a.top < b.top || a.bottom > b.bottom) box.scrollTop += a.top - b.top - b.height / 3;
    if (a.left < b.left || a.right > b.right) box.scrollLeft += a.left - b.left - b.width / 3;
  }
}

// The picture is as wide as its place, but never so small that its text cannot be read.
const svg = document.querySelector("svg"), natural = svg.viewBox.baseVal.width * 4 / 3;
let scale = 0;

function resize(to) {
  const place = document.querySelector(".scroll").clientWidth - 16;
  scale = Math.min(Math.max(to || Math.max(place / natural, 0.6), 0.1), 3);
  if (!to) scale = Math.min(scale, 1.25);
  svg.style.minWidth = "0";
  svg.style.width = `${Math.round(natural * scale)}px`;
  if (steps.length) light(steps[now]);
}

function go(k, link = true) {
  now = Math.min(Math.max(k, 0), steps.length - 1);
  const step = steps[now];
  panel(step);
  light(step);
  if (arrays[step.name]) showArray(step.name);
  byId("slider").value = now + 1;
  byId("slider").setAttribute("aria-valuetext", `Step ${now + 1}: ${step.equation}`);
  byId("first").disabled = byId("back").disabled = now === 0;
  byId("last").disabled = byId("next").disabled = now === steps.length - 1;
  document.querySelectorAll("#list li").forEach((li, i) => {
    li.classList.toggle("now", i === now);
    if (i === now) {
      li.querySelector("a").setAttribute("aria-current", "step");
      const list = byId("list");
      list.scrollTop += li.getBoundingClientRect().top - list.getBoundingClientRect().top - 60;
    } else li.querySelector("a").removeAttribute("aria-current");
  });
  if (link) {
    try { history.replaceState(null, "", `#step-${now + 1}`); } catch { /* a sandbox has no address */ }
  }
}

function fromAddress() {
  const match = /^#step-(\d+)$/.exec(location.hash);
  return match ? Number(match[1]) - 1 : 0;
}

// A link names an element of the list; what it asks for is shown at the top.
function arrive() {
  go(fromAddress(), false);
  requestAnimationFrame(() => scrollTo(0, 0));
}
addEventListener("load", () => setTimeout(() => scrollTo(0, 0)));

byId("smaller").addEventListener("click", () => resize(scale / 1.25));
byId("larger").addEventListener("click", () => resize(scale * 1.25));
byId("whole").addEventListener("click", () => {
  const place = document.querySelector(".scroll");
  resize(Math.min((place.clientWidth - 16) / natural, innerHeight * 0.75 / (natural * svg.viewBox.baseVal.height / svg.viewBox.baseVal.width)));
});
byId("first").addEventListener("click", () => go(0));
byId("back").addEventListener("click", () => go(now - 1));
byId("next").addEventListener("click", () => go(now + 1));
byId("last").addEventListener("click", () => go(steps.length - 1));
byId("slider").addEventListener("input", (event) => go(Number(event.target.value) - 1));
document.querySelectorAll("#list a").forEach((a, i) =>
  a.addEventListener("click", (event) => { event.preventDefault(); go(i); }));
addEventListener("hashchange", arrive);
addEventListener("keydown", (event) => {
  if (event.target.id === "slider" || event.altKey || event.ctrlKey || event.metaKey) return;
  const move = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: steps.length - 1 }[event.key];
  if (move !== undefined) { event.preventDefault(); go(move); }
});
document.documentElement.classList.add("js");
resize();
arrive();
