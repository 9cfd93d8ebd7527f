// tensorTrace.wgsl: what tensorStep.wgsl worked out in the step just made, for one member: features before and after
// normalisation and the MLP's outputs. It reads the new accumulators and the parameters, which the step has not moved yet.
// Follows tensorFeatures.wgsl; `output` is [size, 30 + 30 + 3] of the member `sizes.member`.
const TRACED = 2u * COLUMNS + 3u;

fn columnsOf(f : Features) -> array<f32, COLUMNS> {
  return array<f32, COLUMNS>(
    f.raw.x, f.raw.y, f.raw.z, f.m.x, f.m.y, f.m.z, f.roots.x, f.mRoot.x, f.mRoot.y, f.mRoot.z, f.roots.y,
    f.facG.x, f.facG.y, f.facG.z, f.roots.z, f.row.x, f.row.y, f.row.z, f.col.x, f.col.y, f.col.z,
    f.rootRow.x, f.rootRow.y, f.rootRow.z, f.rootCol.x, f.rootCol.y, f.rootCol.z, f.facM.x, f.facM.y, f.facM.z,
  );
}

/// The third output, which no step reads, from the same hidden layers.
fn unusedOutput(f : Features) -> f32 {
  let a = hiddenUnits(f);
  return bank[158] + a.x * bank[146] + a.y * bank[149] + a.z * bank[152] + a.w * bank[155];
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group : vec3u, @builtin(local_invocation_index) thread : u32) {
  let tensor = group.x;
  let member = sizes.member;
  let record = sizes.tensors * TENSOR_WORDS + member * sizes.stride;
  if (tables[record + RUNNING] == 0u) {
    return;
  }
  let t = tensorAt(tensor);
  let at = placesOf(t, member, tables[record + LANE]);
  normaliseColumns(thread, t, at);
  workgroupBarrier();
  loadBank(thread, bankAt(record, member, tensor));
  for (var i = thread; i < t.size; i += WORKGROUP) {
    let f = featuresOf(t, at, i);
    let columns = columnsOf(f);
    let to = (t.offset + i) * TRACED;
    for (var column = 0u; column < COLUMNS; column++) {
      output[to + column] = columns[column];
      output[to + COLUMNS + column] = columns[column] * inverseNorm[column];
    }
    let o = mlp(f);
    output[to + 2u * COLUMNS] = o.x;
    output[to + 2u * COLUMNS + 1u] = o.y;
    output[to + 2u * COLUMNS + 2u] = unusedOutput(f);
  }
}
