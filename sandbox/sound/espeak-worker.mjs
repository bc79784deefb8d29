/**
 * Thread that runs espeak-ng, which keeps its thread busy for as long as it speaks. Plain JavaScript, so that the
 * very same file serves the compiled sandbox and the tests.
 *
 * Takes `{ id, parameters }`, espeak-ng's command line without the output file; answers `{ id, samples, rate }`, mono
 * from -1 to 1, or `{ id, problem }` where espeak-ng made no sound of it.
 */
import ESpeakNg from 'espeak-ng';
import { parentPort } from 'node:worker_threads';
import wavefile from 'wavefile';

// espeak-ng seeds the noise in its consonants by the clock: with a still one the same text is always the same sound.
Date.now = () => 0;

// Its file system throws an error for each path that does not exist, and the stack of each costs more than the look.
Error.stackTraceLimit = 0;

parentPort.on('message', async ({ id, parameters }) => {
  const complaints = [];
  try {
    const espeak = await ESpeakNg({
      arguments: ['-w', 'speech.wav', ...parameters],
      print: () => undefined,
      printErr: (line) => complaints.push(line),
    });
    const wav = new wavefile.WaveFile(espeak.FS.readFile('speech.wav'));
    const samples = Float32Array.from(wav.getSamples(false, Int16Array), (sample) => sample / 32_768);
    parentPort.postMessage({ id, samples, rate: wav.fmt.sampleRate }, [samples.buffer]);
  } catch (error) {
    parentPort.postMessage({ id, problem: [String(error), ...complaints].join('; ') });
  }
});
