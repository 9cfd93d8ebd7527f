/** The dedicated worker the engine lives in. The page only draws. */
import * as Comlink from 'comlink';
import { Engine } from './engine';

Comlink.expose(new Engine());
