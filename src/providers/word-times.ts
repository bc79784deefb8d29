/** A word and where it was said. Times are ms since the stream's first byte. */
export interface TimedText {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** What a word takes at the least, ms: words without a width could not be told apart by their places. */
const leastWordMs = 40;

/** A stretch of the stream, ms since its first byte. */
export interface TimeSpan {
  readonly startMs: number;
  readonly endMs: number;
}

/** Words with the places that a vendor gave them, moved into a stretch and behind each other where they are not. */
export function keptWithin(words: readonly TimedText[], span: TimeSpan): readonly TimedText[] {
  let lastMs = span.startMs;
  return words.map(({ text, startMs: givenStartMs, endMs: givenEndMs }) => {
    const startMs = Math.min(span.endMs, Math.max(lastMs, givenStartMs));
    const endMs = Math.min(span.endMs, Math.max(startMs, givenEndMs));
    lastMs = endMs;
    return { text, startMs, endMs };
  });
}

/** A run of new words, and the run of known ones in whose place it stands. */
interface Run {
  readonly texts: string[];
  readonly known: TimedText[];
  readonly isSame: boolean;
}

/** Words of a text, as they are written. */
export function wordsOfText(text: string): readonly string[] {
  return text.split(/\s+/u).filter((word) => word !== '');
}

/**
 * Gives each word of a text a place in the stream. Words that are known already keep their places, those that stand
 * for others share theirs, and new ones share what is left, by their length: so a word has one place from the first
 * text that holds it to the last, which is how a clause that was taken from the earlier ones is found in the later.
 *
 * @param known - words of the same stretch whose places are known, in order.
 * @param span - where the text was said.
 */
export function placeWords(
  texts: readonly string[],
  known: readonly TimedText[],
  span: TimeSpan,
): readonly TimedText[] {
  const placed: TimedText[] = [];
  const runs = runsOf(texts, known);
  runs.forEach((run, index) => {
    if (run.isSame) {
      run.known.forEach((word, at) => placed.push({ ...word, text: run.texts[at] ?? word.text }));
      return;
    }
    const startMs = run.known[0]?.startMs ?? placed.at(-1)?.endMs ?? span.startMs;
    const following = runs[index + 1]?.known[0];
    if (run.known.length === 0 && following !== undefined) {
      // A word that comes in between has no place of its own: it takes half of the next one's.
      const middleMs = Math.round((Math.max(startMs, following.startMs) + following.endMs) / 2);
      placed.push(...spread(run.texts, { startMs, endMs: middleMs }));
      runs[index + 1]?.known.splice(0, 1, { ...following, startMs: middleMs });
    } else {
      const lastMs = run.known.at(-1)?.endMs ?? startMs;
      const leastEndMs = startMs + run.texts.length * leastWordMs;
      const endMs = following === undefined ? Math.max(lastMs, span.endMs, leastEndMs) : lastMs;
      placed.push(...spread(run.texts, { startMs, endMs }));
    }
  });
  return placed;
}

/** Lays words side by side, each as wide as it is long. */
function spread(texts: readonly string[], { startMs, endMs }: TimeSpan): readonly TimedText[] {
  const letters = texts.reduce((sum, text) => sum + text.length, 0);
  let before = 0;
  return texts.map((text) => {
    const at = (count: number) => Math.round(startMs + ((endMs - startMs) * count) / Math.max(1, letters));
    const place = { text, startMs: at(before), endMs: at(before + text.length) };
    before += text.length;
    return place;
  });
}

/** Divides both into runs that are the same and runs that are not, along their longest common subsequence. */
function runsOf(texts: readonly string[], known: readonly TimedText[]): readonly Run[] {
  const ours = texts.map(plain);
  const theirs = known.map(({ text }) => plain(text));
  const common = commonLengths(ours, theirs);
  const runs: Run[] = [];
  const run = (isSame: boolean): Run => {
    const last = runs.at(-1);
    if (last?.isSame === isSame) return last;
    const next = { texts: [], known: [], isSame };
    runs.push(next);
    return next;
  };
  let our = 0;
  let their = 0;
  while (our < ours.length || their < theirs.length) {
    const text = texts[our];
    const word = known[their];
    if (text !== undefined && word !== undefined && ours[our] === theirs[their]) {
      run(true).texts.push(text);
      run(true).known.push(word);
      our += 1;
      their += 1;
    } else if (word !== undefined && (text === undefined || skipsTheirs(common, our, their))) {
      run(false).known.push(word);
      their += 1;
    } else if (text !== undefined) {
      run(false).texts.push(text);
      our += 1;
    }
  }
  return runs;
}

function skipsTheirs(common: readonly Uint16Array[], our: number, their: number): boolean {
  return (common[our]?.[their + 1] ?? 0) >= (common[our + 1]?.[their] ?? 0);
}

/** How many words the rests have in common, from each place of the one and of the other. */
function commonLengths(ours: readonly string[], theirs: readonly string[]): readonly Uint16Array[] {
  const lengths = Array.from({ length: ours.length + 1 }, () => new Uint16Array(theirs.length + 1));
  for (let our = ours.length - 1; our >= 0; our -= 1) {
    const row = lengths[our];
    const below = lengths[our + 1];
    if (row === undefined || below === undefined) continue;
    for (let their = theirs.length - 1; their >= 0; their -= 1) {
      row[their] =
        ours[our] === theirs[their]
          ? (below[their + 1] ?? 0) + 1
          : Math.max(below[their] ?? 0, row[their + 1] ?? 0);
    }
  }
  return lengths;
}

/** A word without its punctuation and capitals. */
function plain(text: string): string {
  return text.toLowerCase().replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
}
