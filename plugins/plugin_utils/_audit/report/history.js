// Copyright (c) 2026, the waops.whatsapp authors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

// The line of the last audits below the heading: how many instances wanted a look. Knows no filter and no dialog.

const SPARK = { width: 160, height: 24, edge: 3 };

function drawing(tag, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

/** The share of instances that need attention, from none at the bottom to all at the top. */
function spark(audits, label) {
  const { width, height, edge } = SPARK;
  const points = audits.map(({ affected, total }, index) => [
    edge + (index * (width - 2 * edge)) / (audits.length - 1),
    height - edge - (total ? affected / total : 0) * (height - 2 * edge),
  ]);
  const picture = drawing("svg", { class: "spark", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label });
  picture.append(drawing("polyline", { points: points.map((point) => point.map((value) => value.toFixed(1)).join(",")).join(" ") }));
  return picture;
}

function drawHistory({ audits, new: fresh, resolved }) {
  const box = byId("history");
  box.hidden = false;
  if (audits.length < 2) {
    box.append(make("span", {}, "The history begins with this audit"));
    return;
  }
  const [before, now] = audits.slice(-2);
  const words = `${now.affected.toLocaleString("en")} of ${count(now.total, "instance")} need attention; ${before.affected} of ${before.total} at ${moment(before.generated_at)}`;
  const since = `${fresh.length.toLocaleString("en")} new and ${resolved.length.toLocaleString("en")} resolved since then`;
  box.append(make("span", {}, spark(audits, `Instances that need attention in the last ${audits.length} audits`), words), make("span", {}, since));
}
