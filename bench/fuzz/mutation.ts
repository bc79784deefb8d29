import * as fc from 'fast-check';

/**
 * Stands in all that is content, and must never be read in a log or in an error. The dot tells it from a vendor's codes,
 * which are words and may be read there.
 */
export const canary = 'kanarien.vogel';

/** Longest of the huge strings, characters. */
const hugeLength = 60_000;
/** Changes of what was changed may multiply: beyond this no socket takes it, and it is left out. */
const longestJson = 256 * 1024;

/** Strings that have hurt programs before. The canary is in those that can carry it. */
const hostileStrings: readonly string[] = [
  '',
  ' ',
  canary,
  '__proto__',
  'constructor',
  `${canary}\n{"level":"fatal","msg":"${canary}"}`,
  `\u001b[2J${canary}\r\n`,
  `"><Say>${canary}</Say>]]>&amp;&#0;`,
  `'; DROP TABLE calls; -- ${canary}`,
  `../../${canary}\0`,
  `%s%n%00${canary}`,
  '\ud800',
  `${canary}\udfff\u0000\ufffe`,
  `\u202e${canary}\u2066`,
  '\u0915\u094d\u0937\u093f',
  'e\u0301'.repeat(40),
  '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}',
  '\ufeff\u00a0\u2028\u2029',
  '\u0130\u0131\u00df\ufb03',
  '1e999',
  '-0',
  '0x10',
  '2026-11-22T25:61:61Z',
];

/** Numbers as JSON writes them; the last ones are beyond what a double holds. */
const hostileNumbers = [
  '0',
  '-0',
  '-1',
  '0.1',
  '65536',
  '2147483648',
  '9007199254740993',
  '1e21',
  '1e308',
  '-1e308',
  '5e-324',
  '1e999',
  '-1e999',
];

/** A place in what is changed, 0 to 1: every one as likely, where fast-check's own numbers are mostly at the ends. */
const fraction = fc.noBias(fc.nat(999_999)).map((part) => part / 1_000_000);

/** Text of all kinds: what has hurt before, any Unicode, lone surrogates, and much of it. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...hostileStrings) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }) },
  {
    weight: 1,
    arbitrary: fc
      .array(fc.nat(0xffff), { maxLength: 20 })
      .map((units) => String.fromCharCode(...units) + canary),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('a', ' ', 'a ', '\u00e9', '9', '<', '\n', '['), fc.nat(hugeLength))
      .map(([unit, length]) => unit.repeat(Math.ceil(length / unit.length))),
  },
);

/** A value of JSON as it is written. */
const hostileJson: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: hostileText.map((text) => JSON.stringify(text)) },
  { weight: 4, arbitrary: fc.constantFrom(...hostileNumbers) },
  {
    weight: 3,
    arbitrary: fc.constantFrom('null', 'true', 'false', '[]', '{}', '[null]', '{"__proto__":{"a":1}}'),
  },
  { weight: 1, arbitrary: fc.json({ maxDepth: 3 }) },
  { weight: 1, arbitrary: fc.nat(5000).map((depth) => '['.repeat(depth) + ']'.repeat(depth)) },
  { weight: 1, arbitrary: fc.nat(2000).map((depth) => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth)) },
);

/** Any bytes, or any text as bytes. */
export const anyBytes: fc.Arbitrary<Buffer> = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => readable(Buffer.from(bytes))),
  hostileText.map((text) => readable(Buffer.from(text))),
  hostileJson.map((text) => readable(Buffer.from(text))),
);

type Change<Value> = (value: Value) => Value;

/** Changes of a text that know nothing of what it means. */
const byteChange = (others: readonly Buffer[]): fc.Arbitrary<Change<Buffer>> => {
  const at = (bytes: Buffer, place: number) => Math.floor(place * (bytes.length + 1));
  const range = (bytes: Buffer, from: number, to: number): readonly [number, number] => {
    const [start, end] = [at(bytes, from), at(bytes, to)];
    return start < end ? [start, end] : [end, start];
  };
  return fc.oneof(
    fc.tuple(fraction, fc.nat(7)).map(([place, bit]): Change<Buffer> => (bytes) => {
      const flipped = Buffer.from(bytes);
      const index = Math.min(at(bytes, place), bytes.length - 1);
      if (index >= 0) flipped[index] = (flipped[index] ?? 0) ^ (1 << bit);
      return flipped;
    }),
    fraction.map(
      (place): Change<Buffer> =>
        (bytes) =>
          bytes.subarray(0, at(bytes, place)),
    ),
    fc.tuple(fraction, fraction).map(([from, to]): Change<Buffer> => (bytes) => {
      const [start, end] = range(bytes, from, to);
      return Buffer.concat([bytes.subarray(0, end), bytes.subarray(start)]);
    }),
    fc.tuple(fraction, fraction).map(([from, to]): Change<Buffer> => (bytes) => {
      const [start, end] = range(bytes, from, to);
      return Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]);
    }),
    fc.tuple(fraction, anyBytes).map(([place, inserted]): Change<Buffer> => (bytes) => {
      const index = at(bytes, place);
      return Buffer.concat([bytes.subarray(0, index), inserted, bytes.subarray(index)]);
    }),
    fc.tuple(fraction, fc.constantFrom(...others)).map(([place, other]): Change<Buffer> => (bytes) => {
      const index = at(bytes, place);
      return Buffer.concat([bytes.subarray(0, index), other.subarray(Math.min(index, other.length))]);
    }),
    fc.tuple(fraction, fc.constantFrom(...hostileNumbers)).map(
      ([place, number]): Change<Buffer> =>
        (bytes) =>
          Buffer.from(replaceNumber(bytes.toString('latin1'), place, number), 'latin1'),
    ),
  );
};

/** Puts a number in the place of one of a text's numbers. */
function replaceNumber(text: string, place: number, number: string): string {
  const numbers = [...text.matchAll(/-?\d+(?:\.\d+)?/g)];
  const found = numbers[Math.floor(place * numbers.length)];
  return found === undefined
    ? text
    : text.slice(0, found.index) + number + text.slice(found.index + found[0].length);
}

/** Bytes that are shown as the text that they nearly are. */
function readable(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  const toString = () => `Buffer.from(${JSON.stringify(copy.toString('latin1'))}, 'latin1')`;
  return Object.assign(copy, { [fc.toStringMethod]: toString });
}

/** Real inputs, changed in up to three ways as bytes; some as they are. */
export function mutatedBytes(corpus: readonly (string | Uint8Array)[]): fc.Arbitrary<Buffer> {
  const originals = corpus.map((one) => Buffer.from(typeof one === 'string' ? Buffer.from(one) : one));
  return fc
    .tuple(fc.constantFrom(...originals), fc.array(byteChange(originals), { maxLength: 3 }))
    .map(([original, changes]) =>
      readable(changes.reduce<Buffer>((bytes, change) => change(bytes), original)),
    );
}

/** A JSON value whose leaves may be written as one likes. */
type Json = null | boolean | number | string | Written | Json[] | { [key: string]: Json };

/** What is written into the text as it is. */
class Written {
  constructor(readonly json: string) {}
}

type Place =
  | { readonly parent: Json[]; readonly key: number }
  | { readonly parent: { [key: string]: Json }; readonly key: string };

function placesIn(value: Json): Place[] {
  if (Array.isArray(value)) {
    return value.flatMap((child, key) => [{ parent: value, key }, ...placesIn(child)]);
  }
  if (typeof value !== 'object' || value === null || value instanceof Written) return [];
  return Object.entries(value).flatMap(([key, child]) => [{ parent: value, key }, ...placesIn(child)]);
}

function put({ parent, key }: Place, value: Json): void {
  Object.defineProperty(parent, key, { value, enumerable: true, configurable: true, writable: true });
}

/** Changes of one place in a JSON value, which is the changer's own. */
const jsonChange: fc.Arbitrary<(place: Place, value: Json) => void> = fc.oneof(
  { weight: 6, arbitrary: hostileJson.map((json) => (place: Place) => put(place, new Written(json))) },
  {
    weight: 2,
    arbitrary: fc.constant((place: Place) => {
      if (Array.isArray(place.parent)) place.parent.splice(Number(place.key), 1);
      else Reflect.deleteProperty(place.parent, place.key);
    }),
  },
  {
    weight: 1,
    arbitrary: fc.nat(200).map((most) => (place: Place, value: Json) => {
      const times = Math.min(most, Math.floor(hugeLength / (write(value).length + 1)));
      const copies = Array.from({ length: times }, () => value);
      if (Array.isArray(place.parent)) place.parent.push(...copies);
      else put(place, copies);
    }),
  },
  { weight: 1, arbitrary: fc.constant((place: Place, value: Json) => put(place, [value])) },
  {
    weight: 1,
    arbitrary: hostileText.map((key) => ({ parent }: Place, value: Json) => {
      if (!Array.isArray(parent)) put({ parent, key }, value);
    }),
  },
);

/** Real JSON with up to three places changed: keys dropped, types changed, numbers swapped for extremes, deep nests. */
export function mutatedJson(corpus: readonly unknown[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...corpus), fc.array(fc.tuple(fraction, jsonChange), { maxLength: 3 }))
    .map(([original, changes]) => {
      const value = JSON.parse(JSON.stringify(original)) as Json;
      for (const [where, change] of changes) {
        const places = placesIn(value);
        const place = places[Math.floor(where * places.length)];
        if (place === undefined) continue;
        change(place, Reflect.get(place.parent, place.key) as Json);
      }
      const text = write(value);
      return text.length <= longestJson ? text : JSON.stringify(original);
    });
}

/** JSON.stringify calls itself for each level, which a deep nest would not survive: those are written already. */
function write(value: Json): string {
  if (value instanceof Written) return value.json;
  if (Array.isArray(value)) return `[${value.map(write).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, child]) => `${JSON.stringify(key)}:${write(child)}`)
    .join(',')}}`;
}

/** Messages of a protocol that is JSON: changed as values, changed as bytes, and what was never one. */
export function mutatedMessages(corpus: readonly unknown[]): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 6, arbitrary: mutatedJson(corpus) },
    { weight: 3, arbitrary: mutatedBytes(corpus.map((one) => JSON.stringify(one))).map(String) },
    { weight: 1, arbitrary: anyBytes.map(String) },
  );
}
