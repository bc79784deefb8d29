import { WebSocket, type RawData } from 'ws';
import { kindOfHttpStatus, ProviderError } from './provider-error.js';

const maxMessageBytes = 1024 * 1024;
/** How long a vendor may take to close its end of the socket. */
const closeDeadlineMs = 1000;

export interface LiveSocketSettings {
  /** Name of the provider, for its errors. */
  readonly provider: string;
  /** ws(s) URL. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly onOpen: () => void;
  /** Is given the parsed JSON. */
  readonly onMessage: (message: unknown) => void;
  /** May be told of more than one error, and of some after the socket was closed. */
  readonly onFailed: (error: ProviderError) => void;
  /** Is given the close code. */
  readonly onClosed: (code: number) => void;
}

/** A WebSocket whose messages are JSON. */
export interface LiveSocket {
  /** Drops what cannot be sent (yet, or any more). */
  send(message: object): void;
  /** Bytes that wait because the vendor does not read. */
  readonly unreadBytes: number;
  close(): void;
}

/** Opens a vendor's WebSocket. It has no deadline of its own for the opening. */
export function openLiveSocket(settings: LiveSocketSettings): LiveSocket {
  const { provider, url, headers, onOpen, onMessage, onFailed, onClosed } = settings;
  const options = {
    headers: { ...headers },
    maxPayload: maxMessageBytes,
    perMessageDeflate: false,
    closeTimeout: closeDeadlineMs,
  };
  const socket = new WebSocket(url, options);
  socket.on('open', onOpen);
  socket.on('message', (data, isBinary) => {
    const message = isBinary ? undefined : parsed(textOf(data));
    if (message === undefined) {
      onFailed(new ProviderError(provider, 'invalidResponse', 'sent what is none of its messages'));
    } else {
      onMessage(message);
    }
  });
  socket.on('unexpected-response', (_, response) => {
    response.resume();
    const status = response.statusCode ?? 500;
    onFailed(
      new ProviderError(provider, kindOfHttpStatus(status), `refused the stream with ${status}`, { status }),
    );
  });
  socket.on('error', (error) => {
    // What is no frame of the WebSocket protocol, or too large a one, has a code.
    const isGarbage = 'code' in error && String(error.code).startsWith('WS_ERR');
    const kind = isGarbage ? 'invalidResponse' : 'unavailable';
    onFailed(new ProviderError(provider, kind, 'the connection failed', { cause: error }));
  });
  socket.on('close', onClosed);
  return {
    send(message) {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
    },
    get unreadBytes() {
      return socket.bufferedAmount;
    },
    close: () => socket.close(1000),
  };
}

/** Undefined for what is no JSON: an error of the parser would quote what was said. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString();
  return Buffer.isBuffer(data) ? data.toString() : Buffer.from(data).toString();
}
