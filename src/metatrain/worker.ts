/** The dedicated worker meta-training lives in, apart from the engine's: neither waits for the other. */
import * as Comlink from 'comlink';
import { MetaRunService } from './service';

Comlink.expose(new MetaRunService());
