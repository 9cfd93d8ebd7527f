/** The adapter that the page asks for, and its name. */
import { DeviceError } from '../core/errors';
import { deviceTexts } from '../texts/device';

/** An adapter; one of compatibility mode (OpenGL ES) where there is no other. Throws `DeviceError` with the reason. */
export async function requestAdapter(): Promise<GPUAdapter> {
  if (!navigator.gpu) throw new DeviceError(isSecureContext ? deviceTexts.noWebGpu : deviceTexts.insecure);
  const powerPreference = 'high-performance';
  const adapter =
    (await navigator.gpu.requestAdapter({ powerPreference })) ??
    (await navigator.gpu.requestAdapter({ powerPreference, featureLevel: 'compatibility' }));
  if (!adapter) throw new DeviceError(deviceTexts.noAdapter);
  return adapter;
}

/** Such as "nvidia · ampere"; Firefox says nothing of an adapter. */
export function adapterName({ vendor, architecture, description }: Partial<GPUAdapterInfo> = {}): string {
  return [vendor, architecture].filter(Boolean).join(' · ') || description || deviceTexts.unnamed;
}
