// tensorStep.wgsl: one step of one tensor of one member: accumulators, features, MLP, proposal. Follows tensorFeatures.wgsl;
// `output` is the proposals of all lanes.
@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group : vec3u, @builtin(local_invocation_index) thread : u32) {
  let tensor = group.x;
  let member = group.y;
  let record = sizes.tensors * TENSOR_WORDS + member * sizes.stride;
  if (tables[record + RUNNING] == 0u) {
    return;
  }
  let t = tensorAt(tensor);
  let at = placesOf(t, member, tables[record + LANE]);
  accumulate(thread, t, at.grad, at.moment, at.factor);
  storageBarrier();
  workgroupBarrier();
  if (t.factored) {
    factorScales(thread, t, at.factor, at.scale, at.scale + 3u * sizes.entries);
    storageBarrier();
    workgroupBarrier();
  }
  normaliseColumns(thread, t, at);
  workgroupBarrier();
  loadBank(thread, bankAt(record, member, tensor));
  let scale = bitcast<f32>(tables[record + SCALES + select(0u, tensor, PER_TENSOR == 1u)]);
  let factor = -0.001 * scale * sqrt(paramSquares + 1e-9);
  let lost = atomicLoad(&broken) != 0u;
  for (var i = thread; i < t.size; i += WORKGROUP) {
    let o = mlp(featuresOf(t, at, i));
    // Not a number anywhere in a tensor is in all of it through the norms, but relu may swallow it: RUNNING is 1 here.
    let missing = bitcast<f32>(0x7fc00000u | (tables[record + RUNNING] - 1u));
    output[at.grad + i] = select(factor * o.x * exp(0.001 * o.y), missing, lost);
  }
}
