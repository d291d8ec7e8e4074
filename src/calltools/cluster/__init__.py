"""A run on many machines: Dask executes, the workspace holds the state.

A worker is given one call and one stage at a time (:mod:`~calltools.cluster.crew`): it does the
next stage of the call that is not done, as :mod:`calltools.pipeline` does it, and tells which comes
next (:mod:`~calltools.cluster.worker`).  Whatever dies, what is done lies in the workspace: a lost
worker's call is given to another, and a run whose scheduler died is given again.  A call that fails
twice is reported, and the others go on.

Dask (https://distributed.dask.org) is imported only where it is used.
"""
