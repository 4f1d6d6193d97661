// What every screen needs: elements, words, moments and durations. Data becomes text nodes only, never markup.

let WORDS = {};
export let language = "en", languages = {}; // by its code, the tag of each and what it calls itself

async function fetched(name) {
  const answer = await fetch(`/words/${name}.json`);
  if (!answer.ok) throw new Error(`no words: ${answer.status}`);
  return answer.json();
}

/** Fetch what languages there are. */
export async function learn() {
  languages = await fetched("languages");
}

/** Fetch the words of a language and speak it from now on. */
export async function speak(code) {
  WORDS = await fetched(code);
  language = code;
  document.documentElement.lang = languages[code].tag;
}

/** The words of a key; {name} in them becomes a value. */
export function w(key, values = {}) {
  const words = WORDS[key] ?? key;
  return words.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** The same for a number of something: English has a form of its own for one. */
export function many(key, n, values = {}) {
  return w(n === 1 ? `${key}_one` : `${key}_many`, { n, ...values });
}

/** Several names as one list. */
export function series(names) {
  return names.join(w("list_mark"));
}

/** What something is called, and what it is. */
export function labelled(name, words) {
  return w("labelled", { name, words });
}

/** The same for what is sent: what is named twice stands once, with its number. */
export function counted(names) {
  const counts = new Map();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return series([...counts].map(([name, n]) => (n > 1 ? `${name} ×${n}` : name)));
}

/** An element. Of `props`, functions listen to events, booleans switch attributes, the rest are attributes. */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") node.addEventListener(name, value);
    else if (name === "text") node.textContent = value;
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** A drawing's element. */
export function svg(tag, props = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(props)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** A button that says what it does; a mouse click gives the keyboard back to the page. */
export function button(words, click, props = {}) {
  const press = (event) => {
    if (event.detail > 0) node.blur();
    click(event);
  };
  const node = el("button", { type: "button", click: press, ...props }, words);
  return node;
}

/** Set the text of a node, if it differs: what is selected stays selected. */
export function put(node, words) {
  if (node.textContent !== words) node.textContent = words;
  return node;
}

export function attribute(node, name, value) {
  if (value === null || value === false) node.removeAttribute(name);
  else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
}

/**
 * Show `items` as children of a node: those of a known key are updated where they stand, so focus,
 * selection and what is being typed live through an update. `make` builds a node, `update` fills it.
 */
export function keyed(parent, items, key, make, update) {
  const kept = parent.rows ?? new Map(), rows = new Map();
  for (const item of items) {
    const name = String(key(item));
    rows.set(name, kept.get(name) ?? make(item));
  }
  for (const [name, node] of kept) if (!rows.has(name)) node.remove();
  let place = parent.firstChild;
  for (const item of items) {
    const node = rows.get(String(key(item)));
    if (node === place) place = place.nextSibling;
    else parent.insertBefore(node, place);
    update(node, item);
  }
  parent.rows = rows;
}

// ---- time -----------------------------------------------------------------------------------------

/** A second of the scenario as a date (its clock knows no time zone). */
export function dateOf(start, second) {
  return new Date(Date.parse(`${start}Z`) + 1000 * Math.max(0, second)); // what is done before the start has a second before it
}

const two = (number) => String(number).padStart(2, "0");

export function clockTime(start, second, withSeconds = false) {
  const date = dateOf(start, second);
  const time = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
  return withSeconds ? `${time}:${two(date.getUTCSeconds())}` : time;
}

export function day(start, second) {
  const date = dateOf(start, second);
  const named = (what) => new Intl.DateTimeFormat(languages[language].tag, { ...what, timeZone: "UTC" }).format(date);
  return w("date", { weekday: named({ weekday: "short" }), day: date.getUTCDate(), month: named({ month: "short" }) });
}

/** Tue 14 Apr 09:20; 4月14日 周二 09:20. */
export function moment(start, second) {
  return `${day(start, second)} ${clockTime(start, second)}`;
}

/** The time alone on the day of `now`, else with its day. */
export function when(start, second, now) {
  return day(start, second) === day(start, now) ? clockTime(start, second) : moment(start, second);
}

/** 35 min; 1 h 5 min; 2 d 3 h. */
export function duration(seconds) {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return w("seconds", { n: s });
  const minutes = Math.floor(s / 60), hours = Math.floor(minutes / 60), days = Math.floor(hours / 24);
  const parts = days ? [["days", days], ["hours", hours % 24]] : [["hours", hours], ["minutes", minutes % 60]];
  return parts.filter(([, n]) => n > 0).map(([unit, n]) => w(unit, { n }))
    .reduce((longer, shorter) => w("and_shorter", { longer, shorter }));
}

/** 0:07:30, for the clock of the exercise. */
export function stopwatch(seconds) {
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

// ---- what is said to the reader ---------------------------------------------------------------------

/** Regions that screen readers speak: one that waits its turn, one that interrupts. */
const spoken = el("p", { class: "spoken", role: "status", "aria-live": "polite" });
const warned = el("div", { class: "warnings", role: "alert" });

export function speakers() {
  return [spoken, warned];
}

export function announce(words) {
  spoken.textContent = words;
}

/** Something to know, said politely: shown for a while. */
export function notice(words) {
  announce(words);
  show(el("p", { class: "notice", "aria-hidden": "true" }, words), 8000); // it has been spoken
}

/** A refusal: shown for a while, and to be closed. */
export function warn(words) {
  const line = el("p", {}, el("b", { "aria-hidden": "true", text: "! " }), words, button(w("close"), () => line.remove(), { class: "quiet" }));
  show(line, 12000);
}

function show(line, milliseconds) {
  warned.append(line);
  while (warned.children.length > 3) warned.firstChild.remove();
  setTimeout(() => line.remove(), milliseconds);
}
