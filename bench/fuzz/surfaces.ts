import { fuzz, type FuzzOptions, type FuzzResult } from './fuzz-run.js';
import type { Surface } from './surface.js';
import { glossarySurface, scenarioSurface } from './surfaces/files.js';
import { mediaStreamsSurface } from './surfaces/media-streams.js';
import { adminSurface, translateSurface, webhooksSurface } from './surfaces/requests.js';
import { roundTripsSurface } from './surfaces/round-trips.js';
import { streamMessagesSurface } from './surfaces/stream-messages.js';
import { textsSurface } from './surfaces/texts.js';
import { vendorHttpSurfaces } from './surfaces/vendor-http.js';
import {
  apertiumSurface,
  deepgramMessagesSurface,
  fluxMessagesSurface,
  realtimeMessagesSurface,
  scribeMessagesSurface,
  wavSurface,
  whisperAnswersSurface,
} from './surfaces/vendor-messages.js';
import { vendorSocketSurfaces } from './surfaces/vendor-sockets.js';

/** Fuzzes one surface, whatever its inputs are. */
export type FuzzSurface = (options: FuzzOptions) => Promise<FuzzResult>;

const entry = <Input, Seen>(surface: Surface<Input, Seen>): readonly [string, FuzzSurface] => [
  surface.name,
  (options) => fuzz(surface, options),
];

/** All surfaces, by name. */
export const surfaces: Readonly<Record<string, FuzzSurface>> = Object.fromEntries([
  entry(streamMessagesSurface),
  entry(mediaStreamsSurface),
  entry(webhooksSurface),
  entry(adminSurface),
  entry(translateSurface),
  entry(scenarioSurface),
  entry(glossarySurface),
  entry(deepgramMessagesSurface),
  entry(fluxMessagesSurface),
  entry(scribeMessagesSurface),
  entry(realtimeMessagesSurface),
  entry(whisperAnswersSurface),
  entry(wavSurface),
  entry(apertiumSurface),
  entry(textsSurface),
  entry(roundTripsSurface),
  ...vendorHttpSurfaces.map(entry),
  ...vendorSocketSurfaces.map(entry),
]);
