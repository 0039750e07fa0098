// Copyright (c) 2026, the waops.whatsapp authors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

// What an instance's sections differ in: in the dialog, and on paper as an appendix.

/** The content for some sections of an instance. names: which. */
function sectionsOf(instance, names, level) {
  return names.map((name) => {
    const section = instance.cells[name];
    const block = make("section", { className: "block" });
    const found = (section.differences || []).length;
    block.append(
      make(level, {}, mark(section.status, found), make("span", {}, titleOf(name)), make("small", {}, told(section))),
      ...notes(section),
    );
    if (section.details) block.append(factsOf(section.details));
    if (found) block.append(tableOf(section.differences, `Differences in ${name}`));
    return block;
  });
}

function notes(section) {
  const sentences = {
    in_sync: "Every declared field is as declared.",
    not_offered: "The server does not offer this part of the API. That is no drift.",
    not_reached: "This section was not looked at: an error came before it.",
    no_number: "Only a registered number has it, and none is registered yet.",
  };
  const found = [];
  if (sentences[section.status]) found.push(sentences[section.status]);
  if (section.status === "drifted" && !(section.differences || []).length) found.push("It differs, in something that cannot be shown.");
  if (section.summary) found.push(`${section.summary}.`);
  if (section.msg) found.push(section.msg);
  if (section.remedy) found.push(`Remedy: ${section.remedy}`);
  if (section.since) found.push(`Since ${moment(section.since)}.`);
  if (section.restart_required) found.push(`Correcting it needs a restart of: ${section.restart_required.join(", ")}.`);
  return found.map((sentence) => make("p", { className: "note" }, sentence));
}

/** What a check has read, as names and values. */
function factsOf(details) {
  const pairs = Object.entries(details).flatMap(([name, value]) => [make("dt", {}, ...breakable(name)), make("dd", {}, shownAs(value))]);
  return make("dl", { className: "facts" }, ...pairs);
}

function tableOf(differences, caption) {
  const dated = differences.some((difference) => difference.since);
  const heads = ["Field", "On the instance", "Declared", ...(dated ? ["Since"] : [])].map((text) => make("th", { scope: "col" }, text));
  const rows = differences.map((difference) =>
    make(
      "tr",
      {},
      make("th", { scope: "row", ariaLabel: named(difference) }, ...breakable(named(difference))),
      make("td", { "data-label": "On the instance" }, valueOf(difference, "actual")),
      make("td", { "data-label": "Declared" }, valueOf(difference, "declared")),
      ...(dated ? [make("td", { "data-label": "Since" }, moment(difference.since || ""))] : []),
    ),
  );
  const table = make("table", { className: "diff" }, make("caption", { className: "unseen" }, caption));
  table.append(make("thead", {}, make("tr", {}, ...heads)), make("tbody", {}, ...rows));
  return table;
}

/** What wants attention comes first; sections in sync and checks that are OK stand in a line each at the end. */
function overview(instance, order) {
  const declared = order.filter((name) => name in instance.cells);
  const those = (status) => declared.filter((name) => instance.cells[name].status === status);
  const calm = [...those("in_sync"), ...those("ok")];
  const blocks = sectionsOf(instance, declared.filter((name) => !calm.includes(name)), "h3");
  for (const status of ["in_sync", "ok"]) {
    const names = those(status).map(titleOf).join(", ");
    if (names) blocks.push(make("p", { className: "note" }, mark(status), ` ${LABELS[status]}: ${names}`));
  }
  if (!declared.length && !instance.msg) blocks.push(make("p", { className: "note" }, "It declares no section."));
  return blocks;
}

class Detail {
  /** order: section names. neighbour(instance, name, step): the next cell worth a look, as [instance, name], or null. moved: told of each. */
  constructor(order, neighbour, moved) {
    Object.assign(this, { order, neighbour, moved });
    this.dialog = byId("detail");
    byId("close").addEventListener("click", () => this.close());
    byId("whole").addEventListener("click", () => this.open(this.instance, null));
    byId("previous").addEventListener("click", () => this.step(-1));
    byId("next").addEventListener("click", () => this.step(1));
    this.dialog.addEventListener("click", (event) => event.target === this.dialog && this.close());
    this.dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.close();
    });
  }

  /** At once, and not with the event that follows: by then the reader may have moved on. */
  close() {
    this.dialog.close();
    this.moved(this.instance, this.name, false);
  }

  open(instance, name) {
    Object.assign(this, { instance, name });
    byId("detail-title").replaceChildren(instance.host, ...(name ? [make("span", { className: "slash" }, " / "), titleOf(name)] : []));
    byId("detail-meta").replaceChildren(...this.facts(instance).map((text) => make("span", {}, text)));
    byId("detail-body").replaceChildren(...this.content(instance, name));
    byId("whole").hidden = !name;
    byId("whole").textContent = `${this.order.some((key) => key.startsWith(CHECK)) ? "All sections and checks" : "All sections"} of this instance`;
    for (const [id, step] of [["previous", -1], ["next", 1]]) byId(id).disabled = !this.neighbour(instance, name, step);
    if (!this.dialog.open) this.dialog.showModal();
    byId("detail-body").scrollTop = 0;
    byId("detail-title").focus();
    this.moved(instance, name, true);
  }

  facts(instance) {
    const facts = [LABELS[instance.status], instance.url, `audited ${moment(instance.audited_at)}`];
    if (instance.since) facts.push(`${LABELS[instance.status].toLowerCase()} since ${moment(instance.since)}`);
    if (instance.seconds) facts.push(`${instance.seconds} s`);
    return facts.filter(Boolean);
  }

  content(instance, name) {
    if (name) return sectionsOf(instance, [name], "h3");
    const told = Object.values(instance.sections).some((section) => section.msg);
    const said = (instance.msg && !told ? [instance.msg] : []).concat(instance.warnings || []);
    return [...said.map((sentence) => make("p", { className: "note said" }, sentence)), ...overview(instance, this.order)];
  }

  step(direction) {
    const found = this.neighbour(this.instance, this.name, direction);
    if (found) this.open(...found);
  }
}
