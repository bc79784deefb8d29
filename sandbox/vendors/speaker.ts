import { randomUUID } from 'node:crypto';
import { announcementOf } from '../announcements.js';
import type { FaultKind, ScriptLine, Vendor } from '../script.js';
import { toClip } from '../sound/clip.js';
import { createRandom } from '../telephone/random.js';
import { wordsOf } from '../words.js';
import { playFault } from './faults.js';
import { waitUntil } from './http-vendor.js';
import type { VendorOptions } from './vendor-server.js';
import { positionsOf } from './word-runs.js';

/** How much faster than it sounds audio is sent, and the sizes of its pieces, ms of sound. */
const timesRealTime = 5;
const leastPieceMs = 50;
const mostPieceMs = 350;

/** Synthesized clips that the library keeps, for as long as they may come back as an echo. */
const mostClips = 24;

const variants = ['f2', 'm3', 'f1', 'm1', 'f4', 'm7', 'f5', 'm4', 'f3', 'm2'] as const;

/** Something that a vendor was asked to say. */
export interface Asked {
  readonly text: string;
  /** BCP-47. */
  readonly language: string;
  /** The vendor's name of the voice. */
  readonly voice: string;
  readonly speed: number;
  /** When it was asked for, `performance.now()` ms. */
  readonly at: number;
  /** Aborts when the client has left. */
  readonly signal: AbortSignal;
}

/** What is to be sent. */
export interface Spoken {
  readonly request: string;
  /** 8 kHz. */
  readonly samples: Int16Array;
  /** The library's name of the sound. */
  readonly clip: string;
}

/** What the stand-ins of all synthesizers have in common: the voices, the delay, the observations. */
export interface Speaker {
  /** Tells of what is asked for; the fault that is to be played on it. */
  hear(asked: Asked): { readonly request: string; readonly fault: FaultKind | undefined };
  /** Speaks, and waits until the vendor would send the first byte. The sound can be recognized from then on. */
  speak(request: string, asked: Asked): Promise<Spoken>;
  /** Tells when the sending starts and when it ends, however it does. */
  send(spoken: Spoken, sending: () => Promise<void> | void): Promise<void>;
  /**
   * Begins to speak a text before it is asked for: espeak-ng takes longer than the vendor does.
   *
   * @param language BCP-47 tag of the text.
   */
  foresee(text: string, language: string): void;
}

export function createSpeaker(options: VendorOptions, vendor: Vendor): Speaker {
  const { observe, voices, delays } = options;
  const keep = createClipKeeper(options);
  let lastVoice: string | undefined;
  return {
    hear({ at, text, language, voice }) {
      lastVoice = voice;
      const request = randomUUID();
      observe({ at, type: 'synthesis.requested', request, text, language });
      return { request, fault: playFault(options, vendor, (line) => isTranslation(text, line)) };
    },
    async speak(request, { text, language, voice, speed, at, signal }) {
      const samples = await voices.speak({ text, language, voice: variantOf(voice), speed });
      const clip = keep(toClip({ id: request, language, text, samples }));
      await waitUntil(at + delays.synthesisFirstByteMs, signal);
      return { request, samples, clip };
    },
    async send({ request, clip }, sending) {
      observe({ at: performance.now(), type: 'synthesis.started', request, clip });
      try {
        await sending();
      } finally {
        observe({ at: performance.now(), type: 'synthesis.ended', request, clip });
      }
    },
    foresee(text, language) {
      if (lastVoice === undefined) return;
      // Should it fail, it fails again when the text is asked for.
      voices.speak({ text, language, voice: variantOf(lastVoice), speed: 1 }).catch(() => undefined);
    },
  };
}

/**
 * Sends audio in pieces of uneven size, ahead of its own time.
 *
 * @param bytesPerMs of sound: 8 of mu-law.
 */
export async function sendPieces(
  audio: Uint8Array,
  { bytesPerMs, signal }: { readonly bytesPerMs: number; readonly signal: AbortSignal },
  send: (piece: Uint8Array) => void,
): Promise<void> {
  const startedAt = performance.now();
  const random = createRandom(audio.length);
  for (let sent = 0; sent < audio.length;) {
    const size = Math.floor(bytesPerMs * (leastPieceMs + random() * (mostPieceMs - leastPieceMs)));
    await waitUntil(startedAt + sent / (timesRealTime * bytesPerMs), signal);
    send(audio.subarray(sent, sent + size));
    sent += size;
  }
}

/** The language of a text, for vendors that are not told: of the line that it translates, or of an announcement. */
export function languageOfText(lines: VendorOptions['lines'], text: string): string | undefined {
  const line = [...lines.values()].find((one) => isTranslation(text, one));
  return line?.targetLanguage ?? announcementOf(text)?.language;
}

/** Adds clips to the library, of which the oldest ones leave it; answers the id of the one that stands for the sound. */
function createClipKeeper({ library }: VendorOptions) {
  const kept = new Set<string>();
  return (clip: ReturnType<typeof toClip>): string => {
    const { id } = library.add(clip);
    if (id === clip.id || kept.delete(id)) kept.add(id);
    const [oldest] = kept;
    if (kept.size > mostClips && oldest !== undefined) {
      kept.delete(oldest);
      library.remove(oldest);
    }
    return id;
  };
}

function isTranslation(text: string, { segments }: ScriptLine): boolean {
  const translation = wordsOf(segments.map((segment) => segment.translation).join(' '));
  return positionsOf(wordsOf(text), translation).length > 0;
}

/** The variant that a vendor's voice, by its name, has with the stand-ins: it sounds the same each time. */
export function variantOf(voice: string): string {
  const sum = Buffer.from(voice).reduce((total, byte) => total + byte, 0);
  return variants[sum % variants.length] ?? variants[0];
}
