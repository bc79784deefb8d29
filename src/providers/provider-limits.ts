import type { Stage } from './candidate.js';

/**
 * Requests, or live streams, that a provider takes at a time where the configuration does not say. Deepgram's and
 * ElevenLabs' are of plans for such use (each call has two streams), Azure's is the standard tier's; DeepL and OpenAI
 * count tokens and characters instead, and here the number only keeps a flood from them; the others share this machine.
 */
const usualLimits: Readonly<Record<Stage, Readonly<Record<string, number>>>> = {
  recognition: { deepgram: 100, 'deepgram-flux': 100, elevenlabs: 30, openai: 100, whisper: 20 },
  translation: { deepl: 50, openai: 100, apertium: 8 },
  synthesis: { elevenlabs: 30, 'elevenlabs-socket': 30, azure: 200, openai: 50, espeak: 8 },
};

/** For a provider of which the table says nothing. */
const otherLimit = 50;

/** How many requests a provider takes at a time. */
export function concurrencyOf(
  stage: Stage,
  provider: string,
  configured: Readonly<Record<string, number>>,
): number {
  return configured[provider] ?? usualLimits[stage][provider] ?? otherLimit;
}
