# Holdfast: `make demo` to see it, `make test` to prove it, `make help` for the rest.

MODE   ?= release
CC     := $(if $(filter default,$(origin CC)),gcc,$(CC))
PKGS   := talloc libutf8proc inih jansson libcrypto libpcre2-8 libxml-2.0 sqlite3 libpq ncursesw panelw
TPKGS  := cmocka vterm
DEPS   := ca-certificates gcc libc6-dev pkg-config libtalloc-dev uthash-dev libutf8proc-dev \
          libinih-dev libjansson-dev libssl-dev libcsv-dev libpcre2-dev libxml2-dev libncurses-dev \
          libsqlite3-dev libpq-dev
TDEPS  := postgresql libcmocka-dev libvterm-dev ledger ncurses-term clang libclang-rt-14-dev clang-format
BDEPS  := hledger

B      := build/$(MODE)
WARN   := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wformat=2 \
          -Wvla -Wundef -Wcast-qual -Wswitch-enum
CPPFLAGS := -std=gnu17 -D_GNU_SOURCE -DNCURSES_NOMACROS -I. \
            $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
LIBS   := $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lcsv -lpthread
TLIBS  := $(shell pkg-config --libs $(TPKGS) 2>/dev/null) -lutil
CFLAGS_release  := -O2 -g
CFLAGS_sanitize := -O1 -g1 -fno-omit-frame-pointer -fsanitize=address,undefined \
                   -fno-sanitize-recover=all -Werror
CFLAGS_clang    := -O0 -Werror
CFLAGS_fuzz     := -O1 -g1 -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined \
                   -fno-sanitize-recover=all -Werror
CFLAGS += $(CFLAGS_$(MODE)) $(WARN)

FOLDERS := model import reports tui
srcs     = $(filter-out tui/main.c,$(wildcard $(1)/*.c) $(wildcard $(1)/store/*.c))
objs     = $(patsubst %.c,$(B)/%.o,$(1))
lib      = $(B)/lib$(1).a
# What each folder may stand on, nearest first: the arrows of the design.
BELOW_model   :=
BELOW_import  := model
BELOW_reports := model
BELOW_tui     := import reports model

TESTS   := $(foreach f,$(FOLDERS),$(patsubst tests/%.c,$(B)/tests/%,$(wildcard tests/$(f)/test_*.c)))
FUZZERS := $(patsubst tests/%.c,$(B)/tests/%,$(wildcard tests/fuzz/fuzz_*.c))
# As a library: a test has in it only what it calls.
SUPPORT := $(B)/libsupport.a
# There are many of them, and this one, where it is, links in half of the time.
TLINKER := $(if $(shell command -v ld.gold),-fuse-ld=gold)
ALLSRC  := $(foreach f,$(FOLDERS),$(call srcs,$(f))) tui/main.c $(wildcard tests/*/*.c)

.PHONY: all demo test check unit lint breaches mutants histories lived bench benches fuzz format install deps test-deps clean help
.SECONDARY:

all: $(B)/holdfast

# The program is started thousands of times by its tests: with the sanitizers inside, and at a place
# of its own, a start takes three quarters.
$(B)/holdfast: LDFLAGS += -Wl,--export-dynamic-symbol=_gnutls_global_init_skip
$(B)/holdfast: LDFLAGS += $(if $(filter sanitize,$(MODE)),-static-libasan -static-libubsan -no-pie)
$(B)/holdfast: $(B)/tui/main.o $(foreach f,$(BELOW_tui) tui,$(call lib,$(f)))
	@echo '  LINK  $@'
	@$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(B)/tui/main.o $(foreach f,tui $(BELOW_tui),$(call lib,$(f))) $(LIBS)

# What a test does itself is little: it is built in half of the time.
$(B)/tests/%.o: CFLAGS += $(if $(filter sanitize,$(MODE)),-O0)
$(B)/%.o: %.c
	@mkdir -p $(@D)
	@echo '  CC    $@'
	@$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# Data files that the program carries inside: policies, notices, schemas, profiles, themes.
define BUILTIN
$(B)/$(1)/builtin_$(2).o: $(B)/$(1)/builtin_$(2).c
	@$$(CC) $$(CPPFLAGS) $$(CFLAGS) -c -o $$@ $$<
$(B)/$(1)/builtin_$(2).c: $(3) tests/support/embed.sh
	@mkdir -p $$(@D)
	@sh tests/support/embed.sh $(2) $(3) > $$@
endef
$(eval $(call BUILTIN,model,policies,$(sort $(wildcard model/policies/*.ini))))
$(eval $(call BUILTIN,model,calendars,$(sort $(wildcard model/calendars/*.ini))))
$(eval $(call BUILTIN,model,notices,$(sort $(wildcard model/notices/*.ini))))
$(eval $(call BUILTIN,model,rules,$(sort $(wildcard model/rules/*.ini))))
$(eval $(call BUILTIN,model,schema,$(sort $(wildcard model/store/*.sql))))
$(eval $(call BUILTIN,import,profiles,$(sort $(wildcard import/profiles/*.ini))))
$(eval $(call BUILTIN,tui,themes,$(sort $(wildcard themes/*.ini))))
DATA_model  := $(foreach d,policies calendars notices rules schema,$(B)/model/builtin_$(d).o)
DATA_import := $(B)/import/builtin_profiles.o
DATA_tui    := $(B)/tui/builtin_themes.o

define LIBRARY
$(B)/lib$(1).a: $(call objs,$(call srcs,$(1))) $(DATA_$(1))
	@echo '  AR    $$@'
	@rm -f $$@
	@ar rcs $$@ $$^
# A test sees its folder whole and only what that folder may stand on: an upward call does not link.
$(B)/tests/$(1)/test_%: $(B)/tests/$(1)/test_%.o $(SUPPORT) $(call lib,$(1)) $(foreach f,$(BELOW_$(1)),$(call lib,$(f)))
	@echo '  LINK  $$@'
	@$$(CC) $$(CFLAGS) $(TLINKER) $$(LDFLAGS) -o $$@ $$< $(SUPPORT) -Wl,--whole-archive $(call lib,$(1)) \
	    -Wl,--no-whole-archive $(foreach f,$(BELOW_$(1)),$(call lib,$(f))) $$(LIBS) $$(TLIBS)
endef
$(foreach f,$(FOLDERS),$(eval $(call LIBRARY,$(f))))

$(SUPPORT): $(call objs,$(wildcard tests/support/*.c))
	@echo '  AR    $@'
	@rm -f $@
	@ar rcs $@ $^

# What the program needs; the tests need more.
deps:
	@sh tests/support/deps.sh $(DEPS)

test-deps:
	@sh tests/support/deps.sh $(DEPS) $(TDEPS)

demo: deps
	@$(MAKE) --no-print-directory -j$$(nproc) all
	@sh tests/support/demo.sh $(B)/holdfast

test: test-deps
	@$(MAKE) --no-print-directory -j$$(nproc) MODE=sanitize check

check: lint unit fuzz breaches
	@LIBRARIES=$(B) sh tests/support/layers.sh symbols

# That each rule which lint holds is told of when it is broken.
breaches:
	@FLAGS='$(CPPFLAGS) $(WARN)' sh tests/support/layers_fail.sh

# That a test fails for each rule of the ledger that is broken: minutes, and so by itself. MUTANTS="name
# ..." for some of them.
mutants: test-deps
	@CC='$(CC)' sh tests/support/mutants.sh $(MUTANTS)

# Long random histories of every way of paying: TIMES as long as those of `make test`, without
# sanitizers.
TIMES ?= 20
LIVED := $(addprefix $(B)/tests/model/,test_naive test_invariants test_courier_random) \
         $(B)/tests/import/test_ambiguity
histories: test-deps
	@$(MAKE) --no-print-directory -j$$(nproc) lived

lived: $(LIVED)
	@HOLDFAST_TIMES=$(TIMES) LIMIT_S=3600 sh tests/support/run.sh $(LIVED)
	@grep -h HOLDFAST_SEED $(LIVED:=.*.log) | sort -u

unit: $(TESTS) $(B)/holdfast
	@exec env HOLDFAST=$(abspath $(B)/holdfast) sh tests/support/run.sh $(TESTS)

# Fuzz targets need clang and objects of their own: build/fuzz.
ifeq ($(MODE),fuzz)
$(B)/tests/fuzz/fuzz_%: $(B)/tests/fuzz/fuzz_%.o $(call lib,import) $(call lib,model)
	$(CC) $(CFLAGS) -fsanitize=fuzzer $(LDFLAGS) -o $@ $^ $(LIBS)

fuzz: $(FUZZERS)
	@sh tests/support/fuzz.sh $(FUZZERS)
else
fuzz:
	@$(MAKE) --no-print-directory MODE=fuzz CC='$(if $(findstring ccache,$(CC)),ccache )clang' fuzz
endif

# Ratios beside what the work itself takes; nothing passes or fails by time.
BENCHES := $(addprefix $(B)/tests/bench/,make_rows bare_feed bare_postgresql bare_commit action verify repeat measure)
$(BENCHES): $(B)/tests/bench/%: $(B)/tests/bench/%.o $(B)/tests/bench/median.o $(call lib,model)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

benches: $(BENCHES)

bench: test-deps
	@sh tests/support/deps.sh $(BDEPS) || echo 'bench: without hledger, of which the part million tells' >&2
	@$(MAKE) --no-print-directory -j$$(nproc) all benches
	@sh tests/bench/bench.sh $(B)

lint:
	@FLAGS='$(CPPFLAGS) $(WARN)' sh tests/support/layers.sh

format:
	clang-format -i $$(git ls-files '*.c' '*.h')

install: all
	install -D -m 755 $(B)/holdfast $(DESTDIR)/usr/local/bin/holdfast

clean:
	rm -rf build

help:
	@echo 'make demo     install what is missing, build, fill a demonstration store, open the console'
	@echo 'make test     install what is missing, build with the sanitizers, run every test'
	@echo 'make histories  random histories TIMES (20) as long as those of the tests'
	@echo 'make mutants  break the rules of the ledger one by one; a test must fail for each'
	@echo 'make fuzz     run each fuzz target FUZZ_SECONDS (2)'
	@echo 'make bench    ratios beside SQLite, ledger and the budgets of the console'
	@echo 'make          build build/release/holdfast'

-include $(patsubst %.c,$(B)/%.d,$(ALLSRC))
