import '../shared/noEval.ts';
import './run.css';
import { type HostMessage, type PaneMessage, parseHostMessage } from '../../src/protocol/pane/messages.ts';
import { makeBridge } from '../shared/bridge.ts';
import { RunApp } from './app.ts';

const root = document.getElementById('app');
if (root === null) throw new Error('the page has no #app element');
new RunApp(root, makeBridge<HostMessage, PaneMessage>(parseHostMessage)).start();
