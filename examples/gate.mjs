// A gate for continuous integration: ends with 1 where captures of the overlay hold errors, and says which packets show them.
import { check } from 'vxsniff'

let failed = false
for (const file of process.argv.slice(2)) {
  const { findings, summary, damage } = await check(file)
  for (const { id, severity, says, frames } of findings) {
    if (severity !== 'error') continue
    failed = true
    console.log(`${file}: ${id}: ${says} (${frames.map((frame) => `#${frame}`).join(', ')})`)
  }
  if (damage !== undefined) console.log(damage.message)
  console.log(`${file}: ${summary.packets} packets, ${summary.errors} errors, ${summary.warnings} warnings`)
}
process.exitCode = failed ? 1 : 0
