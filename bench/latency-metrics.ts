/**
 * Latency of simultaneous speech-to-speech translation, by the formulas of the literature. All times are ms since the
 * source's first sound, on the clock of the telephones: what is measured is what the listener hears, computation and
 * network included ("computation-aware"). The definitions are those of the papers, as far as a paper leaves a choice
 * those of SimulEval (Ma et al., "SimulEval: An evaluation toolkit for simultaneous translation", EMNLP 2020).
 */

/** One source and what was heard of its translation. */
export interface HeardTranslation {
  /** Length of the source: its first sound to its last one, ms. */
  readonly sourceMs: number;
  /** When each word of the translation began in the listener's ear, in order. */
  readonly wordOnsetsMs: readonly number[];
  /** How many words the whole translation has. */
  readonly referenceWords: number;
}

/** A stretch of speech, ms since the source's first sound. */
export interface SpeechSpan {
  readonly startMs: number;
  readonly endMs: number;
}

/** Tokens in which speech is counted, ms: as SimulEval does for Kano et al. 2023. */
const speechTokenMs = 300;

/** Start of the source to the start of the translation in the ear; undefined where nothing was heard. */
export function startOffset({ wordOnsetsMs }: HeardTranslation): number | undefined {
  return wordOnsetsMs[0];
}

/**
 * Average Lagging (Ma et al., "STACL: Simultaneous translation with implicit anticipation and controllable latency
 * using prefix-to-prefix framework", ACL 2019; for speech: Ma et al., "SimulMT to SimulST", AACL 2020):
 *
 *     AL = 1/tau * sum over i = 1..tau of (d_i - (i - 1) * |X| / |Y*|)
 *
 * where d_i is when the i-th word begins, |X| the length of the source, |Y*| the words of the whole translation, and
 * tau the first word that begins at the source's end or later. How far behind an ideal interpreter, who translates
 * at the source's pace, the listener is on average.
 */
export function averageLagging(heard: HeardTranslation): number | undefined {
  return lagging(heard, heard.referenceWords);
}

/**
 * Length-Adaptive Average Lagging (Papi et al., "Over-generation cannot be rewarded", AutoSimTrans 2022; Polák et
 * al., IWSLT 2022): Average Lagging with max(|Y|, |Y*|) in the place of |Y*|, where |Y| is how many words were heard,
 * so that a translation that says more than it should gains nothing.
 */
export function lengthAdaptiveAverageLagging(heard: HeardTranslation): number | undefined {
  return lagging(heard, Math.max(heard.wordOnsetsMs.length, heard.referenceWords));
}

function lagging({ sourceMs, wordOnsetsMs }: HeardTranslation, words: number): number | undefined {
  const [first] = wordOnsetsMs;
  if (first === undefined || first > sourceMs) return first;
  const last = wordOnsetsMs.findIndex((onset) => onset >= sourceMs);
  const counted = last === -1 ? wordOnsetsMs : wordOnsetsMs.slice(0, last + 1);
  const lags = counted.map((onset, index) => onset - (index * sourceMs) / words);
  return lags.reduce((sum, lag) => sum + lag, 0) / lags.length;
}

/**
 * Average Token Delay (Kano et al., "Average Token Delay: A latency metric for simultaneous translation", Interspeech
 * 2023):
 *
 *     ATD = 1/|Y| * sum over t of (T(y_t) - T(x_a(t)))
 *     a(t) = min(t - max(0, Y_c - X_c), X_c+1)
 *
 * where T is a token's end, Y_c and X_c how many tokens were spoken and heard before the chunk that t is in, and
 * X_c+1 how many were heard when it began. Speech is counted in tokens of 300 ms. A chunk is a rendition, and what
 * was heard when it began is all that had been spoken by then. Unlike the others it minds how long renditions are:
 * a translation that ends late is late.
 */
export function averageTokenDelay(sourceMs: number, renditions: readonly SpeechSpan[]): number | undefined {
  const source: number[] = [];
  const delays: number[] = [];
  for (const { startMs, endMs } of renditions) {
    const heardBefore = source.length;
    const spokenBefore = delays.length;
    source.push(...tokenEnds(source.at(-1) ?? 0, Math.min(startMs, sourceMs)));
    const ahead = Math.max(0, spokenBefore - heardBefore);
    for (const tokenEnd of tokenEnds(startMs, endMs)) {
      const matched = Math.min(delays.length + 1 - ahead, source.length);
      delays.push(tokenEnd - (source[matched - 1] ?? 0));
    }
  }
  if (delays.length === 0) return undefined;
  return delays.reduce((sum, delay) => sum + delay, 0) / delays.length;
}

/** Ends of the tokens that a stretch of speech is divided into; the last one may be shorter. */
function tokenEnds(startMs: number, endMs: number): number[] {
  const count = Math.max(0, Math.ceil((endMs - startMs) / speechTokenMs));
  return Array.from({ length: count }, (_, index) => Math.min(endMs, startMs + (index + 1) * speechTokenMs));
}

/**
 * Ear-voice span: onset of a clause in the speaker's mouth to the onset of its rendition in the listener's ear, as
 * interpreters are measured (Oléron and Nanpon 1965; Lee, "Ear voice span in English into Korean simultaneous
 * interpretation", Meta 2002: 3 s on average).
 */
export function earVoiceSpan(clauseOnsetMs: number, renditionOnsetMs: number): number {
  return renditionOnsetMs - clauseOnsetMs;
}
