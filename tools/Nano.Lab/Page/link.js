// The connection to the server. Messages are described in MESSAGES.md.
export class Link {
  constructor(onBatch, onState) {
    this.onBatch = onBatch;
    this.onState = onState;
    this.waiting = [];
    this.open();
  }

  open() {
    this.socket = new WebSocket(`ws://${location.host}/run`);
    this.socket.onmessage = e => this.onBatch(JSON.parse(e.data));
    this.socket.onopen = () => {
      this.onState(true);
      for (const text of this.waiting.splice(0)) this.socket.send(text);
    };
    this.socket.onclose = () => {
      this.onState(false);
      setTimeout(() => this.open(), 1000);
    };
  }

  send(request) {
    const text = JSON.stringify(request);
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(text);
    else if (request.c === 'begin') this.waiting = [text];
  }
}
