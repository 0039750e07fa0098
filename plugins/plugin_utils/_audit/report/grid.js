// Copyright (c) 2026, the waops.whatsapp authors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

// The heat map: a table of which only the rows in view exist, so that thousands of instances scroll as easily as ten.

const ALWAYS_ALL = 200;
const OVERSCAN = 12;

class Grid {
  /** columns: keys of cells. open(instance, section or null): called for a cell or a row's heading. */
  constructor(columns, open) {
    this.columns = columns;
    this.open = open;
    this.table = byId("grid");
    this.body = byId("rows");
    this.scroller = byId("scroller");
    this.instances = [];
    this.whole = columns.some((key) => key.startsWith(CHECK)) ? "all sections and checks" : "all sections";
    this.active = { row: 0, column: 0 };
    this.everything = false;
    this.table.setAttribute("aria-colcount", columns.length + 1);
    this.scroller.addEventListener("scroll", () => this.render(), { passive: true });
    window.addEventListener("resize", () => this.render());
    this.table.addEventListener("keydown", (event) => this.key(event));
    this.scroller.addEventListener("keydown", (event) => event.target === this.scroller && this.key(event));
    this.body.addEventListener("click", (event) => this.click(event));
    this.body.addEventListener("focusin", (event) => this.focused(event));
  }

  show(instances) {
    this.instances = instances;
    this.active = { row: 0, column: 0 };
    this.drawn = new Map();
    this.body.replaceChildren();
    this.table.setAttribute("aria-rowcount", instances.length + 1);
    this.scroller.scrollTop = 0;
    this.render();
  }

  rowHeight() {
    return parseFloat(getComputedStyle(this.table).getPropertyValue("--row"));
  }

  span() {
    const total = this.instances.length;
    if (this.everything || total <= ALWAYS_ALL) return [0, total];
    const height = this.rowHeight();
    const first = Math.max(0, Math.floor(this.scroller.scrollTop / height) - OVERSCAN);
    return [first, Math.min(total, first + Math.ceil(this.scroller.clientHeight / height) + 2 * OVERSCAN)];
  }

  render() {
    const [first, last] = this.span();
    const height = this.rowHeight();
    const lost = this.body.contains(document.activeElement) && (this.active.row < first || this.active.row >= last);
    if (lost) this.scroller.focus({ preventScroll: true });
    for (const [index, row] of this.drawn) {
      if (index < first || index >= last) {
        row.remove();
        this.drawn.delete(index);
      }
    }
    const rows = [];
    for (let index = first; index < last; index += 1) {
      if (!this.drawn.has(index)) this.drawn.set(index, this.row(index));
      rows.push(this.drawn.get(index));
    }
    const spacers = [first, this.instances.length - last].map((missing) => this.spacer(missing * height));
    this.place([spacers[0], ...rows, spacers[1]].filter(Boolean));
    this.mark(first, last);
  }

  /** Puts the rows in order, and leaves those alone that are in place, so that the focus stays. */
  place(wanted) {
    for (const old of [...this.body.querySelectorAll(".spacer")]) old.remove();
    wanted.forEach((row, position) => {
      if (this.body.children[position] !== row) this.body.insertBefore(row, this.body.children[position] || null);
    });
  }

  spacer(height) {
    if (!height) return null;
    const cell = make("td", { colSpan: this.columns.length + 1 });
    cell.style.height = `${height}px`;
    return make("tr", { className: "spacer", "aria-hidden": "true" }, cell);
  }

  row(index) {
    const instance = this.instances[index];
    const heading = make("button", { type: "button", tabIndex: -1, title: instance.url }, mark(instance.status), make("span", {}, instance.host));
    heading.setAttribute("aria-label", `${instance.host}: ${LABELS[instance.status].toLowerCase()}, ${this.whole}`);
    const cells = this.columns.map((name) => this.cell(instance, name));
    return make("tr", { "aria-rowindex": index + 2, "data-row": index }, make("th", { scope: "row" }, heading), ...cells);
  }

  cell(instance, name) {
    const section = instance.cells[name];
    if (!section) return make("td", { tabIndex: -1, className: "none" }, make("span", { className: "unseen" }, name === HEALTH || name.startsWith(CHECK) ? "not looked at" : "not declared"));
    const label = `${instance.host}, ${titleOf(name)}: ${told(section)}`;
    const button = make("button", { type: "button", tabIndex: -1, title: label }, mark(section.status, (section.differences || []).length));
    button.setAttribute("aria-label", label);
    return make("td", {}, button);
  }

  /** The one element of the table that the Tab key stops at. */
  mark(first, last) {
    if (this.stop) this.stop.tabIndex = -1;
    const row = this.active.row >= first && this.active.row < last ? this.active.row : first;
    this.stop = this.at(row, this.active.column);
    if (this.stop) this.stop.tabIndex = 0;
  }

  at(row, column) {
    const cell = this.drawn.get(row)?.children[column];
    return cell && (cell.firstElementChild.matches("button") ? cell.firstElementChild : cell);
  }

  placeOf(target) {
    const cell = target.closest("th, td");
    return { row: Number(cell.parentElement.dataset.row), column: cell.cellIndex };
  }

  focused(event) {
    this.active = this.placeOf(event.target);
    this.mark(...this.span());
  }

  click(event) {
    const button = event.target.closest("button");
    if (!button) return;
    const { row, column } = this.placeOf(button);
    this.open(this.instances[row], column ? this.columns[column - 1] : null);
  }

  key(event) {
    const page = Math.max(1, Math.floor(this.scroller.clientHeight / this.rowHeight()) - 2);
    const end = this.instances.length;
    const moves = {
      ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1],
      PageDown: [page, 0], PageUp: [-page, 0],
      Home: [event.ctrlKey ? -end : 0, -this.columns.length], End: [event.ctrlKey ? end : 0, this.columns.length],
    };
    const move = moves[event.key];
    if (!move || !end || event.altKey || event.metaKey || event.target.closest("thead")) return;
    event.preventDefault();
    const within = (value, most) => Math.min(Math.max(value, 0), most);
    this.active = { row: within(this.active.row + move[0], end - 1), column: within(this.active.column + move[1], this.columns.length) };
    this.reveal(this.active.row);
    this.at(this.active.row, this.active.column).focus({ preventScroll: true });
    this.at(this.active.row, this.active.column).scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  reveal(row) {
    const height = this.rowHeight();
    const room = this.scroller.clientHeight - this.table.tHead.offsetHeight - height;
    const top = this.scroller.scrollTop;
    if (row * height < top) this.scroller.scrollTop = row * height;
    else if (row * height > top + room) this.scroller.scrollTop = row * height - room;
    this.render();
  }

  /** Puts the focus on a cell, wherever it is now. */
  focusOn(instance, name) {
    const row = this.instances.indexOf(instance);
    if (row < 0) return;
    this.active = { row, column: name ? this.columns.indexOf(name) + 1 : 0 };
    this.reveal(row);
    this.at(this.active.row, this.active.column)?.focus({ preventScroll: true });
  }

  /** For the printer: all these instances as rows. */
  print(instances) {
    this.everything = true;
    this.show(instances);
  }

  /** After the printer: as it was before. */
  printed(instances) {
    this.everything = false;
    this.show(instances);
  }
}
