/** Before and after each file of tests. */
import { afterAll } from 'vitest'
import { cleanUp } from './helpers/after-each-file.js'

afterAll(cleanUp)
