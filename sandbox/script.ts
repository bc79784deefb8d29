/** A word of a clip. Times are ms from the clip's first sample. */
export interface TimedWord {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** A piece of speech whose text is known: a party's line, or something that the service had synthesized. */
export interface Clip {
  readonly id: string;
  /** BCP-47. */
  readonly language: string;
  readonly text: string;
  readonly words: readonly TimedWord[];
  /** 8 kHz mono, 16 bit, without leading or trailing silence beyond some 50 ms. */
  readonly samples: Int16Array;
}

/**
 * A part of a line that is translated as a whole. The segments of a line, joined, are the line; their
 * translations, joined, are its translation, in the same order.
 */
export interface Segment {
  readonly text: string;
  readonly translation: string;
}

/** A line of a scenario as the stand-ins of the vendors know it. */
export interface ScriptLine {
  readonly id: string;
  readonly party: 'client' | 'agent';
  readonly language: string;
  readonly targetLanguage: string;
  readonly segments: readonly Segment[];
  readonly clip: Clip;
  /** The recognizer makes other words of it, and is not sure of them. */
  readonly isMisheard?: boolean;
  /** The translator gets its digits wrong, every time. */
  readonly isMistranslated?: boolean;
}

/** Delays that a vendor would have had, ms. */
export interface VendorDelays {
  /** End of the last word to the final hypothesis. */
  readonly recognizerFinalMs: number;
  /** A word's end to the first interim hypothesis that holds it. */
  readonly recognizerInterimMs: number;
  /** Request to answer. */
  readonly translationMs: number;
  /** Request to the first byte of audio. */
  readonly synthesisFirstByteMs: number;
}

/** What a vendor does instead of its work. */
export type FaultKind = 'refuse' | 'stall' | 'drop' | 'rateLimit' | 'garbage';

/** The services of vendors that have a stand-in. */
export const vendors = [
  'deepgram',
  'scribe',
  'openai-realtime',
  'whisper',
  'deepl',
  'openai-chat',
  'elevenlabs',
  'openai-speech',
  'azure',
] as const;

export type Vendor = (typeof vendors)[number];

/**
 * What a stand-in saw and did, for the player, the judge and the report. `at` is `performance.now()` of the
 * sandbox's process, ms.
 */
export type Observation =
  | {
      readonly at: number;
      readonly type: 'recognition.opened' | 'recognition.closed';
      readonly connection: string;
      readonly query: string;
    }
  | {
      readonly at: number;
      readonly type: 'recognition.answered';
      readonly connection: string;
      readonly clip: string;
      readonly language: string;
      readonly text: string;
      readonly isFinal: boolean;
      readonly isSpeechFinal: boolean;
      /** When the last word of `text` had arrived whole, on this process's clock. */
      readonly lastWordAt: number;
    }
  | {
      readonly at: number;
      readonly type: 'translation.requested';
      readonly request: string;
      readonly text: string;
      readonly source: string;
      readonly target: string;
    }
  | {
      readonly at: number;
      readonly type: 'translation.answered';
      readonly request: string;
      readonly translation: string;
      readonly line: string | undefined;
    }
  | {
      readonly at: number;
      readonly type: 'synthesis.requested';
      readonly request: string;
      readonly text: string;
      readonly language: string;
    }
  | {
      readonly at: number;
      readonly type: 'synthesis.started' | 'synthesis.ended';
      readonly request: string;
      readonly clip: string;
    }
  | { readonly at: number; readonly type: 'fault.played'; readonly vendor: Vendor; readonly kind: FaultKind };

/** Takes observations; must not throw. */
export type Observe = (observation: Observation) => void;
