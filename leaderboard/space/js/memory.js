// What the page remembers of a reader's choices. Inside a frame the browser may forbid it: then nothing is remembered.

export function remembered(name) {
  try {
    return localStorage.getItem(`smol-board-${name}`);
  } catch {
    return null;
  }
}

export function remember(name, value) {
  try {
    localStorage.setItem(`smol-board-${name}`, value);
  } catch {
    // a choice that lasts until the page is closed is good enough
  }
}
