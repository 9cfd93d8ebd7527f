/** A device that makes nothing. */

/**
 * Whoever builds on it what would be built on `device` learns how much memory that takes, and whether a buffer is beyond what the
 * device may have, without a kernel compiled or a byte taken.
 */
export function countingDevice({ limits, features, adapterInfo }: GPUDevice): GPUDevice {
  const nothing = () => {};
  const made = () => ({ destroy: nothing });
  const device = {
    limits,
    features,
    adapterInfo,
    lost: new Promise<never>(nothing),
    queue: { writeBuffer: nothing, submit: nothing, onSubmittedWorkDone: async () => {} },
    addEventListener: nothing,
    pushErrorScope: nothing,
    popErrorScope: async () => null,
    createBuffer: ({ label = '', size, usage }: GPUBufferDescriptor) => ({
      label,
      size,
      usage,
      destroy: nothing,
    }),
    createBindGroup: made,
    createBindGroupLayout: made,
    createPipelineLayout: made,
    createQuerySet: made,
    createShaderModule: () => ({ getCompilationInfo: async () => ({ messages: [] }) }),
    createComputePipelineAsync: async () => ({ getBindGroupLayout: made }),
    createCommandEncoder: () => ({ copyBufferToBuffer: nothing, clearBuffer: nothing, finish: made }),
  };
  // Only what building calls is there: anything else fails loudly.
  return device as unknown as GPUDevice;
}
