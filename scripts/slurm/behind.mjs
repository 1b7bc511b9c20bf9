/** Imported before everything else, it makes the clock of the day one that is 400 days behind. */
const lag = 400 * 24 * 3600 * 1000;
const Right = Date;
globalThis.Date = class extends Right {
  constructor(...given) {
    super(...(given.length > 0 ? given : [Right.now() - lag]));
  }

  static now() {
    return Right.now() - lag;
  }
};
