# calltools with what recordings need: fetched when it is built, offline from then on.
#   docker build -t calltools .
#   docker run --rm --network none -v "$PWD/calls:/calls" calltools run
FROM python:3.11-slim

ENV PIP_NO_CACHE_DIR=1 CALLTOOLS_MODELS_DIR=/opt/calltools/models
WORKDIR /opt/calltools/source
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY requirements requirements
COPY src src
COPY recordings recordings
# The releases that were tested, each file checked by its hash.
RUN python requirements/install_locked.py review /opt/calltools/source
RUN calltools models install

RUN useradd --create-home calltools && mkdir /calls && chown calltools /calls
USER calltools
WORKDIR /calls
VOLUME /calls
ENTRYPOINT ["calltools"]
CMD ["--help"]
