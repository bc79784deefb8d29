import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import twilio from 'twilio';
import { createFrameClock } from '../../sandbox/telephone/frame-clock.js';
import { createLine } from '../../sandbox/telephone/line.js';
import { createMicrophone, cleanLine } from '../../sandbox/telephone/microphone.js';
import { createPlayOutBuffer } from '../../sandbox/telephone/play-out-buffer.js';
import { parseTwiml } from '../../sandbox/telephone/twiml.js';
import { encodeMulaw, mulawSilence } from '../../src/media/mulaw.js';

const tone = (length: number, amplitude = 8000) =>
  Int16Array.from({ length }, (_, index) =>
    Math.round(amplitude * Math.sin((2 * Math.PI * 1000 * index) / 8000)),
  );
const silence = () => new Int16Array(160);
const loudness = (samples: Int16Array) =>
  20 * Math.log10(Math.sqrt(samples.reduce((sum, sample) => sum + sample ** 2, 0) / samples.length) / 32_768);

describe('TwiML', () => {
  test('what the vendor’s own builder writes is read back', () => {
    const response = new twilio.twiml.VoiceResponse();
    response
      .connect({ action: 'https://example.com/next?a=1&b=2' })
      .stream({ url: 'wss://example.com/ws/1', statusCallback: 'https://example.com/status' })
      .parameter({ name: 'token', value: 'a "quoted" <value> & more' });
    response.say({ language: 'fr-FR' }, "L'interprète & vous");
    response.pause({ length: 2 });
    response.redirect('https://example.com/again');
    response.hangup();

    expect(parseTwiml(response.toString())).toEqual([
      {
        name: 'Connect',
        action: 'https://example.com/next?a=1&b=2',
        stream: {
          url: 'wss://example.com/ws/1',
          name: undefined,
          statusCallback: 'https://example.com/status',
          parameters: { token: 'a "quoted" <value> & more' },
        },
      },
      { name: 'Say', text: "L'interprète & vous", language: 'fr-FR' },
      { name: 'Pause', seconds: 2 },
      { name: 'Redirect', url: 'https://example.com/again' },
      { name: 'Hangup' },
    ]);
  });

  test.each([
    ['<Response><Say>a</Response>', '</Response> closes <Say>'],
    ['<Response>', 'the document must be one closed element'],
    ['{"not":"xml"}', 'the document must be one closed element'],
    ['<Response>a < b</Response>', 'the document is not well-formed at character 12'],
    ['<Connect/>', 'the document is a <Connect>, not a <Response>'],
    ['<Response><Record/></Response>', '<Record> is not allowed in <Response>'],
    ['<Response><Connect/></Response>', '<Connect> must hold one <Stream>'],
    ['<Response><Hangup now="1"/></Response>', '<Hangup> has no attribute now'],
    ['<Response><Say>&nbsp;</Say></Response>', '&nbsp; is not an entity of XML'],
    ['<Response><Say>&constructor;</Say></Response>', '&constructor; is not an entity of XML'],
    [
      '<Response><Connect><Stream url="wss://a/b?c=d"/></Connect></Response>',
      'the url of a <Stream> must be absolute, ws or wss, without a query',
    ],
    [
      `<Response><Connect><Stream url="wss://a/b"><Parameter name="n" value="${'v'.repeat(499)}"/></Stream></Connect></Response>`,
      'the <Parameter> n is too long',
    ],
  ])('refuses %s', (document, message) => {
    expect(() => parseTwiml(document)).toThrow(message);
  });
});

describe('the play-out buffer', () => {
  test('plays in order, fills up with silence, and passes a mark with the last byte before it', () => {
    const buffer = createPlayOutBuffer();
    const frame = new Uint8Array(4);
    expect(buffer.mark('at once')).toBe(true);
    buffer.push(Uint8Array.of(1, 2, 3), 100);
    expect(buffer.mark('three')).toBe(false);
    buffer.push(Uint8Array.of(4, 5), 120);
    expect(buffer.mark('five')).toBe(false);

    expect(buffer.take(frame)).toEqual({ marks: ['three'], arrivedAt: 100 });
    expect([...frame]).toEqual([1, 2, 3, 4]);
    expect(buffer.take(frame)).toEqual({ marks: ['five'], arrivedAt: 120 });
    expect([...frame]).toEqual([5, mulawSilence, mulawSilence, mulawSilence]);
    expect(buffer.take(frame)).toEqual({ marks: [], arrivedAt: undefined });
  });

  test('forgets everything on clear and gives the marks back', () => {
    const buffer = createPlayOutBuffer();
    const frame = new Uint8Array(2);
    buffer.push(Uint8Array.of(1, 2, 3), 100);
    buffer.mark('one');
    buffer.mark('two');

    expect(buffer.clear()).toEqual(['one', 'two']);
    expect(buffer.clear()).toEqual([]);
    expect(buffer.mark('three')).toBe(true);
    buffer.take(frame);
    expect([...frame]).toEqual([mulawSilence, mulawSilence]);
  });

  test('refuses what would never be played in time', () => {
    const buffer = createPlayOutBuffer();
    expect(buffer.push(new Uint8Array(300 * 8000), 0)).toBe(true);
    expect(buffer.push(new Uint8Array(1), 0)).toBe(false);
  });
});

describe('the microphone', () => {
  test('says one stretch after the other and tells where they lie', async () => {
    const microphone = createMicrophone(cleanLine);
    microphone.nextFrame(silence());
    const said = [microphone.say(tone(100)), microphone.say(tone(50))];
    const { sent, voice } = microphone.nextFrame(silence());

    expect(await Promise.all(said)).toEqual([
      { startSample: 160, endSample: 260 },
      { startSample: 260, endSample: 310 },
    ]);
    expect(voice).toEqual(Int16Array.of(...tone(100), ...tone(50), ...new Int16Array(10)));
    expect(sent).toEqual(voice);
  });

  test('returns what is played, later and weaker', () => {
    const microphone = createMicrophone({ ...cleanLine, echo: { delayMs: 40, attenuationDb: 20 } });
    const played = tone(160);
    const sent = [played, silence(), silence()].map((frame) => microphone.nextFrame(frame).sent);

    expect(sent[0]).toEqual(silence());
    expect(sent[1]).toEqual(silence());
    expect(sent[2]).toEqual(played.map((sample) => Math.round(sample / 10)));
  });

  test('has the noise and the gain that were asked for, the same ones for the same seed', () => {
    const noisy = { ...cleanLine, noiseDbfs: -40, seed: 3 };
    const first = createMicrophone(noisy).nextFrame(new Int16Array(80_000));
    const second = createMicrophone(noisy).nextFrame(new Int16Array(80_000));
    expect(first).toEqual(second);
    expect(loudness(first.sent ?? silence())).toBeCloseTo(-40, 0);

    const quiet = createMicrophone({ ...cleanLine, gainDb: -20 });
    void quiet.say(tone(160));
    expect(quiet.nextFrame(silence()).sent).toEqual(tone(160).map((sample) => Math.round(sample / 10)));
  });

  test('loses the share of frames that was asked for', () => {
    const microphone = createMicrophone({ ...cleanLine, lostFrames: 0.1, seed: 5 });
    const lost = Array.from({ length: 1000 }, () => microphone.nextFrame(silence()).sent).filter(
      (sent) => sent === undefined,
    );
    expect(lost.length).toBeGreaterThan(70);
    expect(lost.length).toBeLessThan(130);
  });
});

describe('the frame clock', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  test('ticks fifty times a second, for all lines together, as long as there is one', () => {
    const clock = createFrameClock();
    const ticks = { first: 0, second: 0 };
    const leaveFirst = clock.subscribe(() => (ticks.first += 1));
    const leaveSecond = clock.subscribe(() => (ticks.second += 1));
    vi.advanceTimersByTime(1000);
    expect(ticks).toEqual({ first: 50, second: 50 });

    leaveFirst();
    vi.advanceTimersByTime(100);
    expect(ticks).toEqual({ first: 50, second: 55 });

    leaveSecond();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('makes up for ticks that came late', () => {
    const now = vi.spyOn(performance, 'now').mockReturnValue(0);
    const times: number[] = [];
    const leave = createFrameClock().subscribe((at) => times.push(at));
    now.mockReturnValue(95);
    vi.advanceTimersToNextTimer();
    leave();

    expect(times).toEqual([95, 95, 95, 95]);
  });
});

describe('the line', () => {
  test('records what was heard and said, frame by frame, with the times', () => {
    let tick: (at: number) => void = () => {};
    const line = createLine({
      clock: {
        subscribe(listener) {
          tick = listener;
          return () => {
            tick = () => {};
          };
        },
      },
      quality: cleanLine,
    });
    const sent: (Uint8Array | undefined)[] = [];
    const marks: string[] = [];
    line.connect({ frame: (mulaw) => sent.push(mulaw), mark: (name) => marks.push(name) });
    void line.say(tone(160));
    tick(20);
    line.play(encodeMulaw(tone(80)));
    line.mark('played');
    tick(40);
    line.close();
    tick(60);

    const { heard, spoken, frameTimes, arrivalTimes } = line.recording();
    expect(frameTimes).toEqual([20, 40]);
    expect(arrivalTimes).toEqual([undefined, expect.any(Number)]);
    expect(spoken).toEqual(Int16Array.of(...tone(160), ...silence()));
    expect(encodeMulaw(heard)).toEqual(
      Uint8Array.of(...encodeMulaw(silence()), ...encodeMulaw(tone(80)), ...encodeMulaw(new Int16Array(80))),
    );
    expect(sent).toEqual([encodeMulaw(tone(160)), encodeMulaw(silence())]);
    expect(marks).toEqual(['played']);
  });
});
