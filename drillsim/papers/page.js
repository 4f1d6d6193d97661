"use strict";
// Language: #zh or ?lang=zh forces one, else the browser's own. Without this script the switch is plain HTML.
(function () {
  const asked = new URLSearchParams(location.search).get("lang") || location.hash.slice(1).split("-")[0];
  const radios = [...document.querySelectorAll("input[name=language]")];
  const known = (code) => radios.find((radio) => radio.value === code);
  const chosen = known(asked) || known((navigator.language || "").toLowerCase().split("-")[0]) || known("en");
  function show(radio) {
    radio.checked = true;
    document.body.dataset.language = radio.value;
    document.documentElement.lang = radio.lang;
    document.title = radio.dataset.title;
    reachable();
  }
  // What has to be scrolled sideways can be reached with the keyboard.
  function reachable() {
    for (const part of document.querySelectorAll("main table, main pre, main figure")) {
      if (part.scrollWidth > part.clientWidth) part.tabIndex = 0;
      else if (part.tabIndex === 0) part.removeAttribute("tabindex");
    }
  }
  addEventListener("resize", reachable);
  radios.forEach((radio) => radio.addEventListener("change", () => show(radio)));
  show(chosen);
  addEventListener("hashchange", () => { const radio = known(location.hash.slice(1).split("-")[0]); if (radio) show(radio); });
  if (location.hash) { const at = document.getElementById(location.hash.slice(1)); if (at) at.scrollIntoView(); }
})();

// Which promises are shown: by verdict and by a word, in the table, among the pictures and among the reasons.
document.querySelectorAll("main").forEach(function (main) {
  const filter = main.querySelector(".filter");
  if (!filter) return;
  const boxes = [...filter.querySelectorAll("[type=checkbox]")], word = filter.querySelector("[type=search]");
  const said = filter.querySelector("output"), parts = [...main.querySelectorAll("[data-verdict]")];
  function apply() {
    const verdicts = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    const wanted = word.value.trim().toLowerCase();
    const name = (part) => (part.matches("tr") ? part : part.querySelector("h3, h4")).textContent.toLowerCase();
    for (const part of parts) part.hidden = !verdicts.has(part.dataset.verdict) || !name(part).includes(wanted);
    const rows = parts.filter((part) => part.matches("tr"));
    said.textContent = said.dataset.words.replace("{n}", rows.filter((row) => !row.hidden).length).replace("{all}", rows.length);
  }
  filter.hidden = false;
  filter.addEventListener("input", apply);
  apply();
});

// The chart of a run: every row is a drawing over the same seconds; zooming changes their viewBox.
document.querySelectorAll(".gantt").forEach(function (chart) {
  const first = [Number(chart.dataset.begin), Number(chart.dataset.end)], last = Number(chart.dataset.last);
  const start = Date.parse(chart.dataset.start + "Z");
  const field = chart.querySelector(".field"), ticks = chart.querySelector(".ticks");
  const lines = [...chart.querySelectorAll(".line")].map(function (line) {
    const svg = line.querySelector("svg");
    const bars = [...svg.querySelectorAll("rect:not(.long)")].map((r) => [r.x.baseVal.value, r.x.baseVal.value + r.width.baseVal.value]);
    return { line, svg, bars, height: svg.viewBox.baseVal.height };
  });
  let [begin, end] = first;

  function words(second) {
    const at = new Date(start + 1000 * second).toISOString();
    return at.slice(5, 10) + " " + at.slice(11, 16);
  }
  // A bar says what it is, and from when to when, once it is pointed at.
  const names = JSON.parse(chart.dataset.names);
  field.addEventListener("pointerover", function (event) {
    const bar = event.target;
    if (bar.tagName !== "rect" || bar.firstChild) return;
    const [from, long] = [bar.x.baseVal.value, bar.width.baseVal.value], minutes = Math.round(long / 60);
    const title = document.createElementNS("http://www.w3.org/2000/svg", "title");
    const took = `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
    title.textContent = `${names[bar.dataset.n]} ${words(from)} – ${words(from + long)} (${took})`;
    bar.append(title);
  });
  function draw() {
    const span = end - begin;
    for (const { line, svg, bars, height } of lines) {
      svg.setAttribute("viewBox", `${begin} 0 ${span} ${height}`);
      line.hidden = !bars.some(([a, b]) => a < end && b > begin);
    }
    mark();
  }
  function mark() {
    const span = end - begin, wide = Math.max(2, Math.floor(ticks.clientWidth / 90));
    const steps = [60, 300, 600, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800, 2592000];
    const step = steps.find((s) => span / s <= wide) || 31536000;
    const past = (start / 1000) % step;
    ticks.replaceChildren();
    for (let t = begin + ((-(begin + past)) % step + step) % step; t < end; t += step) {
      const tick = document.createElement("span");
      tick.style.left = 100 * (t - begin) / span + "%";
      tick.textContent = words(t);
      ticks.append(tick);
    }
  }
  new ResizeObserver(() => { if (ticks.clientWidth) mark(); }).observe(ticks);  // as many marks as there is room for
  function look(from, to) {
    const span = Math.min(Math.max(Math.round(to - from), 600), last);
    begin = Math.round(Math.min(Math.max(from, 0), last - span));
    end = begin + span;
    draw();
  }
  function zoom(factor, at) {
    const centre = begin + (end - begin) * (at === undefined ? 0.5 : at);
    look(centre - (centre - begin) * factor, centre + (end - centre) * factor);
  }
  const move = (share) => look(begin + share * (end - begin), end + share * (end - begin));
  const deeds = {
    in: () => zoom(0.5), out: () => zoom(2), back: () => move(-0.5), on: () => move(0.5),
    first: () => look(...first), all: () => look(0, last),
  };
  chart.querySelectorAll("button").forEach((button) => button.addEventListener("click", deeds[button.dataset.do]));
  field.addEventListener("keydown", function (event) {
    const deed = { "+": "in", "=": "in", "-": "out", ArrowLeft: "back", ArrowRight: "on", Home: "first" }[event.key];
    if (deed) { event.preventDefault(); deeds[deed](); }
  });
  const place = (x) => { const box = ticks.getBoundingClientRect(); return (x - box.left) / box.width; };
  field.addEventListener("wheel", function (event) {
    if (!event.ctrlKey) return;  // the plain wheel scrolls
    event.preventDefault();
    zoom(event.deltaY > 0 ? 1.25 : 0.8, place(event.clientX));
  }, { passive: false });
  const fingers = new Map();
  field.addEventListener("pointerdown", (event) => fingers.set(event.pointerId, event.clientX));
  field.addEventListener("pointermove", function (event) {
    if (!fingers.has(event.pointerId)) return;
    const before = fingers.get(event.pointerId), wide = ticks.clientWidth;
    if (fingers.size === 1) move((before - event.clientX) / wide);
    else if (fingers.size === 2) {
      const other = [...fingers].find(([id]) => id !== event.pointerId)[1];
      const gap = Math.abs(event.clientX - other), old = Math.abs(before - other);
      if (gap > 5 && old > 5) zoom(old / gap, place((event.clientX + other) / 2));
    }
    fingers.set(event.pointerId, event.clientX);
  });
  for (const gone of ["pointerup", "pointercancel", "pointerleave"]) field.addEventListener(gone, (event) => fingers.delete(event.pointerId));
});
