import { decodeMulaw, sampleRateHz } from '../../media/mulaw.js';

const headerBytes = 44;

/** A WAV file, 16-bit PCM, of 8 kHz mu-law: what every transcription server reads. */
export function wavFile(mulaw: Uint8Array): Uint8Array<ArrayBuffer> {
  const samples = new Int16Array(mulaw.length);
  decodeMulaw(mulaw, samples);
  const file = new Uint8Array(headerBytes + 2 * samples.length);
  const view = new DataView(file.buffer);
  const tag = (at: number, text: string) => file.set(Buffer.from(text, 'latin1'), at);
  tag(0, 'RIFF');
  view.setUint32(4, file.length - 8, true);
  tag(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRateHz, true);
  view.setUint32(28, 2 * sampleRateHz, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  tag(36, 'data');
  view.setUint32(40, 2 * samples.length, true);
  samples.forEach((sample, index) => view.setInt16(headerBytes + 2 * index, sample, true));
  return file;
}
