// Copyright (c) 2026, the waops.whatsapp authors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

// The page: filters, order, totals, the address's fragment, and the printer.

const report = JSON.parse(byId("report").textContent);
const FIELDS = ["query", "section", "state"];
const LOUD = ["drifted", "failed", "unhealthy", "warning", "critical"];
const INSTANCE = ["in_sync", "drifted", "failed", "unreachable"]; // states of a whole instance
const APART_AT_ONCE = 200;
const PRINTED_WHOLE = 500;
for (const instance of report.instances) instance.cells = cellsOf(instance);
const columns = columnsOf(report);
let sorted = { column: null, down: true };
let visible = [];

const silent = (instance) => instance.status === "unreachable" || (instance.status === "failed" && !Object.keys(instance.sections).length);
const apart = (instance) => silent(instance) && Object.values(instance.checks || {}).every((result) => result.status === "unknown");
const haystacks = new Map();

/** Everything about an instance that the search looks through. */
function haystack(instance) {
  if (!haystacks.has(instance)) {
    const parts = [instance.host, instance.url, instance.msg];
    for (const section of Object.values(instance.cells)) {
      parts.push(section.msg, section.summary, section.remedy);
      for (const found of section.differences || []) parts.push(named(found), shownAs(found.actual), shownAs(found.declared));
    }
    haystacks.set(instance, parts.filter(Boolean).join("\n").toLowerCase());
  }
  return haystacks.get(instance);
}

function matches(instance, { query, section, state }) {
  if (query && !haystack(instance).includes(query.toLowerCase())) return false;
  if (section) {
    const status = instance.cells[section]?.status;
    return state ? (status || instance.status) === state : Boolean(status);
  }
  return !state || instance.status === state || (!INSTANCE.includes(state) && Object.values(instance.cells).some((part) => part.status === state));
}

function weight(section) {
  return section ? 1000 * (1 + SEVERITY[section.status]) + (section.differences || []).length : 0;
}

/** The sort key of an instance: how much it needs a look, as a whole or in one section. */
function urgency(instance, name) {
  if (name) return weight(instance.cells[name]);
  const loud = Object.values(instance.cells).filter((part) => LOUD.includes(part.status));
  const checks = Object.values(instance.checks || {});
  const worst = Math.max(...[instance, ...checks].map((part) => SEVERITY[part.status]));
  return loud.reduce((sum, part) => sum + weight(part), 1e9 * worst);
}

function inOrder(instances) {
  const column = sorted.column ?? byId("section").value;
  const byName = sorted.column === "";
  const keys = new Map(instances.map((instance) => [instance, byName ? 0 : urgency(instance, column)]));
  const sign = sorted.down ? 1 : -1;
  return [...instances].sort((a, b) => sign * (keys.get(b) - keys.get(a) || collator.compare(a.host, b.host)));
}

function filters() {
  return Object.fromEntries(FIELDS.map((name) => [name, byId(name).value.trim()]));
}

function found() {
  const wanted = filters();
  return report.instances.filter((instance) => matches(instance, wanted));
}

function apply() {
  const wanted = filters();
  const all = found();
  visible = inOrder(all.filter((instance) => !apart(instance)));
  grid.show(visible);
  const away = inOrder(all.filter(apart));
  showApart(away);
  byId("map").hidden = !visible.length && Boolean(away.length);
  const total = report.instances.length;
  byId("shown").textContent = `${all.length === total ? "All" : `${all.length.toLocaleString("en")} of`} ${count(total, "instance")}`;
  byId("clear").disabled = !Object.values(wanted).some(Boolean);
  for (const button of document.querySelectorAll(".total")) button.setAttribute("aria-pressed", button.dataset.state === wanted.state);
  for (const head of byId("columns").children) head.setAttribute("aria-sort", sortOf(head.dataset.column));
  remember();
}

function sortOf(column) {
  if (sorted.column !== column) return "none";
  return (column === "") === sorted.down ? "ascending" : "descending";
}

function showApart(instances) {
  const drawn = instances.slice(0, byId("apart-more").dataset.all ? undefined : APART_AT_ONCE);
  byId("apart").hidden = !instances.length;
  byId("apart-title").textContent = `Without a comparison (${instances.length.toLocaleString("en")})`;
  byId("apart-more").hidden = drawn.length === instances.length;
  byId("apart-more").textContent = `Show all ${instances.length.toLocaleString("en")}`;
  byId("apart-rows").replaceChildren(
    ...drawn.map((instance) => {
      const button = make("button", { type: "button", className: "link" }, instance.host);
      button.addEventListener("click", () => detail.open(instance, null));
      return make(
        "tr",
        {},
        make("th", { scope: "row" }, button),
        make("td", {}, instance.url),
        make("td", {}, make("span", { className: "state" }, mark(instance.status), LABELS[instance.status])),
        make("td", {}, instance.msg || ""),
      );
    }),
  );
}

/** The drifted or failed cell before or after this one, in the order shown. */
function neighbour(instance, name, step) {
  if (!visible.includes(instance)) return null;
  const loud = (item) => (name ? columns.filter((part) => LOUD.includes(item.cells[part]?.status)) : [null]);
  const mine = name ? columns.indexOf(name) : 0;
  let row = visible.indexOf(instance);
  let here = loud(visible[row]).filter((part) => part && step * (columns.indexOf(part) - mine) > 0);
  while (!here.length) {
    row += step;
    if (row < 0 || row >= visible.length) return null;
    here = loud(visible[row]);
  }
  return [visible[row], step > 0 ? here[0] : here[here.length - 1]];
}

/** The view stands in the address, so that it can be sent to a colleague. */
function remember(opened) {
  const parts = Object.entries({ ...filters(), ...opened }).filter(([, value]) => value);
  window.history.replaceState(null, "", parts.length ? `#${new URLSearchParams(parts)}` : location.pathname + location.search);
}

function recall() {
  const parts = new URLSearchParams(location.hash.slice(1));
  for (const name of FIELDS) byId(name).value = parts.get(name) || "";
  apply();
  const instance = report.instances.find((item) => item.host === parts.get("host"));
  const name = parts.get("cell");
  if (instance && (!name || name in instance.cells)) detail.open(instance, name);
}

function drawTotals() {
  for (const status of ["drifted", "failed", "unreachable", "in_sync"]) {
    const part = make("span", { className: status });
    part.style.flexGrow = report.summary[status];
    if (report.summary[status]) byId("share").append(part);
  }
}

/** How many instances there are of each status in a column. */
function countsOf(key) {
  if (key.startsWith(CHECK)) return report.summary.checks[key.slice(CHECK.length)];
  return report.summary.sections[key] || report.summary.health;
}

function drawColumns() {
  const heads = ["", ...columns].map((name) => {
    const button = make("button", { type: "button" }, ...(name ? breakable(titleOf(name)) : ["Instance"]));
    if (name) {
      const counts = countsOf(name);
      const affected = LOUD.reduce((sum, status) => sum + (counts[status] || 0), 0);
      const words = `${affected.toLocaleString("en")} affected`;
      button.append(" ", make("small", {}, words));
      button.ariaLabel = `${titleOf(name)} ${words}`; // what is seen, without the places where it may break
      byId("section").append(make("option", { value: name }, titleOf(name)));
    }
    button.addEventListener("click", () => {
      const same = sorted.column === name;
      sorted = same && !sorted.down ? { column: null, down: true } : { column: name, down: !same };
      apply();
    });
    return make("th", { scope: "col", "data-column": name }, button);
  });
  byId("columns").append(...heads);
}

function drawAppendix() {
  const loud = visible.filter((instance) => Object.values(instance.cells).some((cell) => LOUD.includes(cell.status)));
  const blocks = loud.map((instance) => {
    const names = columns.filter((name) => LOUD.includes(instance.cells[name]?.status));
    return make("section", { className: "instance" }, make("h3", {}, instance.host), ...sectionsOf(instance, names, "h4"));
  });
  byId("appendix").replaceChildren(make("h2", {}, report.checks?.length ? "Differences and checks" : "Differences"), ...blocks);
}

const grid = new Grid(columns, (instance, name) => detail.open(instance, name));
const detail = new Detail(columns, neighbour, (instance, name, open) => {
  remember(open ? { host: instance.host, cell: name } : {});
  if (!open) grid.focusOn(instance, name);
});

for (const name of FIELDS) byId(name).addEventListener("input", apply);
byId("clear").addEventListener("click", () => {
  for (const name of FIELDS) byId(name).value = "";
  apply();
  byId("query").focus();
});
for (const button of document.querySelectorAll(".total")) {
  button.addEventListener("click", () => {
    byId("state").value = byId("state").value === button.dataset.state ? "" : button.dataset.state;
    apply();
  });
}
byId("apart-more").addEventListener("click", () => {
  byId("apart-more").dataset.all = "yes";
  apply();
  byId("apart").querySelector("button").focus();
});
window.addEventListener("beforeprint", () => {
  const calm = (instance) => instance.status === "in_sync" && !Object.values(instance.cells).some((cell) => LOUD.includes(cell.status));
  const brief = visible.length > PRINTED_WHOLE && !filters().state;
  const left = brief ? visible.filter(calm).length : 0;
  grid.print(brief ? visible.filter((instance) => !calm(instance)) : visible);
  byId("unprinted").textContent = left ? `${count(left, "instance")} in sync left out; choose a state to print them` : "";
  byId("apart-more").dataset.all = "yes";
  showApart(inOrder(found().filter(apart)));
  drawAppendix();
});
window.addEventListener("afterprint", () => {
  grid.printed(visible);
  byId("unprinted").textContent = "";
  byId("appendix").replaceChildren();
});
window.addEventListener("hashchange", recall);
byId("main").hidden = false;
drawTotals();
if (report.history) drawHistory(report.history);
drawColumns();
recall();
