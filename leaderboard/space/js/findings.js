// How a step of a verification can end badly: refused, or not to be checked. `code` is a key of the catalogue's `verify`.

/** What was looked at is not as it must be. */
export class Refused extends Error {
  constructor(code, fields = {}) {
    super(code);
    this.code = code;
    this.fields = fields;
  }
}

/** It cannot be said: something that is needed is not there. */
export class Unchecked extends Error {
  constructor(code, fields = {}) {
    super(code);
    this.code = code;
    this.fields = fields;
  }
}

/** The reader should know it; the result does not depend on it. */
export class Noted extends Error {
  constructor(code, fields = {}) {
    super(code);
    this.code = code;
    this.fields = fields;
  }
}
