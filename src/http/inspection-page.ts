import { createHash } from 'node:crypto';

/** The Stately inspector, made to be framed by the page of an inspection server (@statelyai/inspect 0.7.2, server). */
const inspectorOrigin = 'https://stately.ai';
const inspectorUrl = `${inspectorOrigin}/inspect`;

const style = 'html, body, iframe { margin: 0; border: 0; width: 100%; height: 100%; display: block; }';

/**
 * Passes what the WebSocket of this address says on to the inspector in the frame, which says when it is ready. The
 * admin token stands behind the page's `#`, which browsers keep to themselves. When the socket closes it is opened
 * anew; then the actors that there are come again.
 */
const script = `
const inspector = document.querySelector('iframe');
const address = new URL(location.href);
address.protocol = address.protocol.replace('http', 'ws');
address.search = new URLSearchParams({ token: decodeURIComponent(address.hash.slice(1)) }).toString();
address.hash = '';
let socket;
const listen = () => {
  socket = new WebSocket(address);
  socket.onmessage = ({ data }) => inspector.contentWindow.postMessage(JSON.parse(data), '${inspectorOrigin}');
  socket.onclose = () => setTimeout(listen, 3000);
};
addEventListener('message', ({ origin, data }) => {
  if (origin === '${inspectorOrigin}' && data && data.type === '@statelyai.connected' && !socket) listen();
});
`;

/** The page that shows the machines in the Stately inspector. */
export const inspectionPage = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Dragoman: the machines</title>
<style>${style}</style>
</head>
<body>
<iframe title="Stately inspector" src="${inspectorUrl}"></iframe>
<script>${script}</script>
</body>
</html>
`;

const hashOf = (source: string) => `'sha256-${createHash('sha256').update(source).digest('base64')}'`;

/** What the page may do: its own script and style, the inspector's frame, this server's WebSocket. */
export const inspectionPagePolicy = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'none'"],
    scriptSrc: [hashOf(script)],
    styleSrc: [hashOf(style)],
    frameSrc: [inspectorOrigin],
    connectSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
  },
};
