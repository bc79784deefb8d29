import type { Writable } from 'node:stream';
import type { WebSocket } from '@fastify/websocket';
import type { FastifyBaseLogger } from 'fastify';
import type { LegInlet, ReachableCalls } from '../calls/calls.js';
import type { Line } from '../media/leg-events.js';
import type { Metrics } from '../observability/metrics.js';
import { createStreamBudget } from './stream-budget.js';
import { createStreamMessageWriter, parseStreamMessage, type StreamMessage } from './stream-messages.js';

/** WebSocket close codes, RFC 6455 section 7.4.1 and the IANA registry. */
const policyViolation = 1008;
const tryAgainLater = 1013;

/** Nothing but a call's `start` is expected of a fresh socket, and that at once. */
const startDeadlineMs = 5000;

/** Malformed messages in a row after which an admitted stream is closed; a stream not yet admitted has none. */
const malformedInARow = 10;

/** Who floods may not mind the close either: the socket is gone then, ms later. */
const floodCloseMs = 1000;

/** Half a minute of audio in base64 is some 320 KB: a telephone that leaves a megabyte untaken is not there. */
const sendBufferLimitBytes = 1024 * 1024;

export interface MediaStreamOptions {
  /** What carries the WebSocket's bytes. */
  readonly carrier: Writable;
  readonly calls: Pick<ReachableCalls, 'admit'>;
  readonly metrics: Metrics;
  readonly log: FastifyBaseLogger;
}

/**
 * Serves one Media Stream: its messages become events of the leg that `calls` admits it to, and the leg gets its
 * line back to the telephone. The socket belongs to the stream until it closes.
 */
export function serveMediaStream(socket: WebSocket, options: MediaStreamOptions): void {
  const { calls, metrics, log } = options;
  const inboundFrames = metrics.mediaFrames.labels('inbound');
  let leg: { readonly inlet: LegInlet; readonly streamSid: string } | undefined;
  let malformed = 0;
  /** The number of the last frame, and where it stands in the stream: one with both the same is that frame again. */
  let lastFrame = { chunk: '', timestampMs: 0 };
  const budget = createStreamBudget(() => performance.now());

  const startDeadline = setTimeout(() => {
    log.warn('media stream without a start');
    socket.close(policyViolation, 'no start');
  }, startDeadlineMs);

  socket.on('message', (data, isBinary) => {
    if (socket.readyState !== socket.OPEN) return;
    const message = isBinary || !Buffer.isBuffer(data) ? undefined : parseStreamMessage(data.toString());
    if (!budget.take(message?.event === 'media' ? message.mulaw.length : 0)) {
      stem();
      return;
    }
    if (message === undefined || !take(message)) refuse();
    else if (message.event !== 'ignored') malformed = 0;
  });

  socket.on('close', (code) => {
    clearTimeout(startDeadline);
    leg?.inlet.send({ type: 'closed', code });
    log.info({ stream_sid: leg?.streamSid, code }, 'media stream closed');
  });

  /** False where the message has no place in this stream at this moment. */
  function take(message: StreamMessage): boolean {
    if (message.event === 'ignored') return true;
    if (message.event === 'start') return leg === undefined && start(message);
    if (message.streamSid !== leg?.streamSid) return false;
    switch (message.event) {
      case 'media':
        inboundFrames.inc();
        if (isRepeated(message)) metrics.framesRepeated.inc();
        else leg.inlet.send({ type: 'media', mulaw: message.mulaw, timestampMs: message.timestampMs });
        return true;
      case 'mark':
        leg.inlet.send({ type: 'mark', name: message.name });
        return true;
      case 'dtmf':
        leg.inlet.send({ type: 'dtmf', digit: message.digit });
        return true;
      case 'stop':
        leg.inlet.send({ type: 'stop' });
        return true;
    }
  }

  function isRepeated({ chunk, timestampMs }: StreamMessage & { event: 'media' }): boolean {
    const isSame = chunk !== '' && chunk === lastFrame.chunk && timestampMs === lastFrame.timestampMs;
    lastFrame = { chunk, timestampMs };
    return isSame;
  }

  function start({ callSid, streamSid, parameters }: StreamMessage & { event: 'start' }): boolean {
    clearTimeout(startDeadline);
    const inlet = calls.admit({ callSid, streamSid, parameters });
    if (inlet === undefined) {
      log.warn({ call_sid: callSid, stream_sid: streamSid }, 'media stream not admitted');
      metrics.mediaStreams.inc({ outcome: 'refused' });
      socket.close(policyViolation, 'not admitted');
      return true;
    }
    metrics.mediaStreams.inc({ outcome: 'admitted' });
    leg = { inlet, streamSid };
    log.info({ call_sid: callSid, stream_sid: streamSid }, 'media stream started');
    inlet.send({ type: 'start', streamSid, line: createLine(socket, streamSid, options) });
    return true;
  }

  /** More comes than anybody can have said. */
  function stem(): void {
    metrics.mediaFloods.inc();
    leg?.inlet.bar();
    log.warn({ stream_sid: leg?.streamSid }, 'media stream faster than speech');
    socket.close(policyViolation, 'faster than speech');
    const deadline = setTimeout(() => socket.terminate(), floodCloseMs);
    socket.once('close', () => clearTimeout(deadline));
  }

  function refuse(): void {
    metrics.mediaMalformed.inc();
    malformed += 1;
    if (leg !== undefined && malformed < malformedInARow) return;
    log.warn({ stream_sid: leg?.streamSid, malformed }, 'media stream with malformed messages');
    socket.close(policyViolation, 'malformed message');
  }
}

/** The way back to the telephone. Once the socket closes it takes nothing more. */
function createLine(socket: WebSocket, streamSid: string, { carrier, metrics }: MediaStreamOptions): Line {
  const together = gatherWrites(carrier);
  const outboundFrames = metrics.mediaFrames.labels('outbound');
  const writer = createStreamMessageWriter(streamSid);

  function send(message: string): void {
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > sendBufferLimitBytes) {
      metrics.mediaOverflows.inc();
      socket.close(tryAgainLater, 'messages are not taken');
      return;
    }
    together();
    socket.send(message);
  }

  return {
    sendMedia(mulaw) {
      outboundFrames.inc();
      send(writer.media(mulaw));
    },
    sendMark: (name) => send(writer.mark(name)),
    clear: () => send(writer.clear()),
    close: () => socket.close(1000),
  };
}

/** Makes what is written before the event loop goes on leave in one system call: a rendition goes out with its marks. */
function gatherWrites(carrier: Writable): () => void {
  let isGathering = false;
  return () => {
    if (isGathering) return;
    isGathering = true;
    carrier.cork();
    process.nextTick(() => {
      isGathering = false;
      carrier.uncork();
    });
  };
}
