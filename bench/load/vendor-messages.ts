import type { Party } from '../../sandbox/scenario.js';
import type { FaultKind, VendorDelays } from '../../sandbox/script.js';

/** What a turn is made of, to whom the tag says which it is. */
export interface KnownLine {
  readonly text: string;
  /** BCP-47. */
  readonly language: string;
  readonly durationMs: number;
}

/** What the vendors' process is started with. */
export interface VendorsSetup {
  readonly type: 'setup';
  readonly apiKey: string;
  readonly delays: VendorDelays;
  readonly lines: Readonly<Record<Party, readonly KnownLine[]>>;
  /** What every rendition sounds like: 8 kHz mu-law in base64. */
  readonly rendition: string;
}

/** The vendors that can be made to fail, by what they do: Deepgram, DeepL and ElevenLabs' voices. */
export type FailingVendor = 'recognizer' | 'translator' | 'synthesizer';

/** What it is told: the setup, once; to report what happened since the last report; to let a vendor fail, or work. */
export type ToVendors =
  | VendorsSetup
  | { readonly type: 'report' }
  | { readonly type: 'fault'; readonly vendor: FailingVendor; readonly kind: FaultKind | undefined };

export type FromVendors = VendorsListening | VendorsReport | { readonly type: 'faultSet' };

/** Origins of the vendors: ElevenLabs has a recognizer too, which is the second one, as are the last two. */
export interface VendorsListening {
  readonly type: 'listening';
  readonly deepgram: string;
  readonly deepl: string;
  readonly elevenlabs: string;
  readonly libretranslate: string;
  readonly azure: string;
}

export interface VendorsReport {
  readonly type: 'report';
  /** Bytes of audio that the recognizer got since the start. */
  readonly audioBytes: number;
  readonly turns: readonly VendorTurn[];
}

/** What the vendors had to do with one turn. Times are ms on the machine's clock, delays ms. */
export interface VendorTurn {
  readonly number: number;
  /** When the recognizer got the turn's first speech. */
  readonly firstSpeechAt: number;
  /** From the last speech to the final result, as it came about. */
  readonly recognitionMs: number;
  /** From the request to the answer. */
  translationMs?: number;
  /** From the request to the first byte. */
  synthesisMs?: number;
}

/** A turn's number says which party talks, and which of their lines. */
export function numberOfTurn(count: number, party: Party, line: number, lines: number): number {
  return (count * lines + line) * 2 + (party === 'client' ? 0 : 1);
}

export function turnOfNumber(
  number: number,
  lines: Readonly<Record<Party, { readonly length: number }>>,
): { readonly party: Party; readonly line: number } {
  const party = number % 2 === 0 ? 'client' : 'agent';
  return { party, line: Math.floor(number / 2) % lines[party].length };
}
