import { expect, test } from 'vitest';
test('adapter limits', async () => {
  const a = (await navigator.gpu.requestAdapter())!;
  const keys = ['maxStorageBuffersPerShaderStage','maxComputeWorkgroupStorageSize','maxComputeInvocationsPerWorkgroup','maxBufferSize','maxStorageBufferBindingSize','maxComputeWorkgroupsPerDimension','maxBindGroups','minUniformBufferOffsetAlignment','maxDynamicUniformBuffersPerPipelineLayout'] as const;
  console.log(JSON.stringify(Object.fromEntries(keys.map(k => [k, (a.limits as any)[k]]))), [...a.features].join(' '), a.info.vendor, a.info.architecture);
  expect(a).toBeTruthy();
});
