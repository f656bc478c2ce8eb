/* The theme searches in a worker, and a browser starts no worker for a page that was opened from a
   folder. There the worker's script runs in a hidden frame instead, and messages go to and fro as
   the theme expects; it asks for the class by this name. From a server nothing changes. */
if (location.protocol === "file:") {
  window.Worker = window.IFrameWorker = class extends EventTarget {
    constructor(address) {
      super();
      const home = new URL(address, location);
      const frame = document.createElement("iframe");
      frame.hidden = true;
      document.body.append(frame);
      const inside = frame.contentWindow;
      const load = (script) =>
        new Promise((resolve, reject) => {
          const element = inside.document.createElement("script");
          element.src = new URL(script, home);
          element.onload = resolve;
          element.onerror = reject;
          inside.document.body.append(element);
        });
      inside.importScripts = (...scripts) =>
        scripts.reduce((before, script) => before.then(() => load(script)), Promise.resolve());
      inside.postMessage = (data) => this.dispatchEvent(new MessageEvent("message", { data }));
      const ready = load(home);
      this.postMessage = (data) =>
        ready.then(() => inside.dispatchEvent(new MessageEvent("message", { data })));
      this.terminate = () => frame.remove();
    }
  };
}
