// The drawing of a flow (bpmn-js). What is drawn goes into the text of the form; without this script
// that text can be pasted or uploaded, and the table of steps needs neither.

const canvas = document.getElementById("drawing");
const form = document.getElementById("drawing-form");
const Modeler = window.BpmnJS;

if (canvas && form && Modeler) {
  const status = document.getElementById("drawing-status");
  const text = document.getElementById("drawing-text");
  const model = form.elements.namedItem("model");
  const file = form.elements.namedItem("file");
  canvas.hidden = false;
  const modeler = new Modeler({ container: canvas });
  const show = async (xml) => {
    try {
      await modeler.importXML(xml);
      modeler.get("canvas").zoom("fit-viewport", "auto");
      text.open = false;
      status.textContent = "";
    } catch {
      canvas.hidden = true;
      text.open = true;
      status.textContent = canvas.dataset.failed;
    }
  };
  let ready = false;
  form.addEventListener("submit", (event) => {
    if (ready || canvas.hidden || file.files.length > 0) {
      return;
    }
    event.preventDefault();
    modeler.saveXML({ format: true }).then(({ xml }) => {
      model.value = xml;
      ready = true;
      form.requestSubmit();
    });
  });
  show(model.value);
}
