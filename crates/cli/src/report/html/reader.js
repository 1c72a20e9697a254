"use strict";

{
  const seen = [];
  const table = document.querySelector("#table-comparison");
  const form = document.querySelector("form.filter");
  const heading = (name) => [...table.tHead.rows[0].cells].find((cell) => cell.textContent === name);
  const look = (what) => {
    const shown = [...table.tBodies[0].rows].filter((row) => !row.hidden);
    seen.push(`${what}: ${shown.map((row) => row.cells[0].textContent[0]).join("")}`);
  };
  const press = (name, key) => {
    const event = key === "mouse" ? new MouseEvent("click") : new KeyboardEvent("keydown", { key });
    heading(name).firstChild.dispatchEvent(event);
    look(`${key === " " ? "Space" : key} on ${name}, product ${heading("Product").ariaSort}, inventory ${heading("Inventory").ariaSort}`);
  };
  const choose = (choices) => {
    for (const [name, value] of Object.entries(choices)) form.elements[name].value = value;
    form.dispatchEvent(new Event("input"));
    look(form.querySelector("output").value || "no filter");
  };
  const print = (moment) => {
    dispatchEvent(new Event(moment));
    seen.push(`${moment}: ${document.querySelectorAll("details[open]").length} of ${document.querySelectorAll("details").length} unfolded`);
  };

  look("as reported");
  press("Product", "mouse");
  press("Product", "Enter");
  press("Inventory", " ");
  press("Inventory", "Enter");
  press("Inventory", "Enter");
  choose({ verdict: "significantly higher" });
  choose({ text: "SUM deeland" });
  choose({ text: "", verdict: "", region: "Beeland" });
  choose({ region: "" });
  print("beforeprint");
  print("afterprint");
  document.body.append(Object.assign(document.createElement("pre"), { id: "seen", textContent: seen.join("\n") }));
}
