// Copyright (c) 2026, the waops.whatsapp authors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

// Words, and the making of elements. Texts are set as text: no function here takes markup.

const LABELS = {
  in_sync: "In sync",
  drifted: "Drifted",
  failed: "Failed",
  unreachable: "Unreachable",
  not_offered: "Not offered",
  not_reached: "Not reached",
  no_number: "No number yet",
  healthy: "Healthy",
  unhealthy: "Unhealthy",
  unknown: "Unknown",
  ok: "OK",
  warning: "Warning",
  critical: "Critical",
};
const SIGNS = {
  in_sync: "✓", drifted: "≠", failed: "!", unreachable: "×", not_offered: "–", not_reached: "?", no_number: "…",
  healthy: "✓", unhealthy: "!", unknown: "?", ok: "✓", warning: "▲", critical: "!!",
};
const SEVERITY = {
  critical: 7, failed: 6, unhealthy: 6, unreachable: 5, drifted: 4, warning: 3, not_reached: 2, unknown: 2, no_number: 1, not_offered: 1,
  in_sync: 0, healthy: 0, ok: 0,
};
const HEALTH = "health";
const CHECK = "check:"; // begins the key of a check's column, since a check may be named as a section is
const collator = new Intl.Collator("en", { numeric: true });

function byId(id) {
  return document.getElementById(id);
}

function count(number, word) {
  return `${number.toLocaleString("en")} ${word}${number === 1 ? "" : "s"}`;
}

/** A moment of the report as people read it. */
function moment(text) {
  return text.replace("T", " ").replace("Z", " UTC");
}

/** An element. options: properties, or attributes where the name has a dash or is no property. children: elements or texts. */
function make(tag, options = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(options)) {
    if (name in made) made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

function mark(status, differences = 0) {
  const heat = status === "drifted" ? ` heat${differences >= 5 ? 3 : differences >= 2 ? 2 : 1}` : "";
  return make("span", { className: `mark ${status}${heat}`, "aria-hidden": "true" }, status === "drifted" && differences ? String(differences) : SIGNS[status]);
}

/** The keys of a report's columns: its checks, its sections and, unless a check looks at it, the health. */
function columnsOf(document) {
  const checks = document.checks || [];
  const health = document.summary.health && !checks.includes(HEALTH) ? [HEALTH] : [];
  return [...checks.map((name) => CHECK + name), ...document.sections, ...health];
}

/** What stands in the columns of an instance, by key. */
function cellsOf(instance) {
  const checks = Object.entries(instance.checks || {}).map(([name, result]) => [CHECK + name, result]);
  const health = instance.health && !instance.checks?.[HEALTH] ? { [HEALTH]: instance.health } : {};
  return { ...Object.fromEntries(checks), ...instance.sections, ...health };
}

/** What people read for the key of a column. */
function titleOf(key) {
  return key.startsWith(CHECK) ? `${key.slice(CHECK.length)} check` : key;
}

/** What a section's cell says in words. */
function told(section) {
  if (!section) return "not declared";
  const found = (section.differences || []).length;
  return LABELS[section.status].toLowerCase() + (found ? `, ${count(found, "difference")}` : "");
}

/** The dotted name of a difference. */
function named(difference) {
  return difference.path.join(".") || "(whole section)";
}

/** A name that may break after an underscore, a dot or a space; say it whole in an aria-label. */
function breakable(name) {
  return name.split(/(?<=[_. ])/).flatMap((part, index) => (index ? [document.createElement("wbr"), part] : [part]));
}

/** One side of a difference, with the part marked that the other side does not have. */
function valueOf(difference, side) {
  const other = side === "actual" ? "declared" : "actual";
  if (!(side in difference)) return make("span", { className: "absent" }, "not there");
  const value = difference[side];
  const opposite = difference[other];
  if (value === "") return make("span", { className: "absent" }, "empty");
  if (Array.isArray(value)) return listOf(value, opposite);
  if (typeof value !== "string") return make("code", {}, shownAs(value));
  if (typeof opposite !== "string" || !opposite || /^\*{8}/.test(value)) return make("code", {}, value);
  return marked(value, opposite);
}

function shownAs(value) {
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}

function listOf(values, opposite) {
  if (!values.length) return make("span", { className: "absent" }, "empty list");
  const others = new Set(Array.isArray(opposite) ? opposite.map(shownAs) : []);
  const items = values.map(shownAs).map((text) => make("li", {}, make("code", {}, others.has(text) ? text : make("mark", {}, text))));
  return make("ul", { className: "values" }, ...items);
}

function marked(value, opposite) {
  const shorter = Math.min(value.length, opposite.length);
  let start = 0;
  while (start < shorter && value[start] === opposite[start]) start += 1;
  let end = 0;
  while (end < shorter - start && value[value.length - 1 - end] === opposite[opposite.length - 1 - end]) end += 1;
  const middle = value.slice(start, value.length - end);
  if (start + end < 3 || !middle) return make("code", {}, value);
  return make("code", {}, value.slice(0, start), make("mark", {}, middle), value.slice(value.length - end));
}
