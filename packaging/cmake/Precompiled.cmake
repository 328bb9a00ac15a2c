# Precompiled headers, for the tests: what nearly every source of a runner includes is parsed once. The product goes
# without, as each of its sources proves that its own header compiles alone; the gcc preset builds all without.
function(baithak_precompile target)
    if(BAITHAK_PRECOMPILED)
        target_precompile_headers(${target} PRIVATE ${ARGN})
        # A time inside would make each build's header another, and ccache could find nothing compiled with it.
        target_compile_options(${target} PRIVATE "$<$<CXX_COMPILER_ID:Clang>:SHELL:-Xclang -fno-pch-timestamp>")
    endif()
endfunction()
