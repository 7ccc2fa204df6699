#!/usr/bin/env node
import '../src/cli/program.ts';
