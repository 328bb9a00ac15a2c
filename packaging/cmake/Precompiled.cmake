# Precompiled headers, for targets of many sources: what nearly each of them includes is parsed once. That each source
# includes what it needs is shown by the gcc preset, which builds all without.
function(baithak_precompile target)
    if(BAITHAK_PRECOMPILED)
        target_precompile_headers(${target} PRIVATE ${ARGN})
        # A time inside would make each build's header another, and ccache could find nothing compiled with it.
        target_compile_options(${target} PRIVATE "$<$<CXX_COMPILER_ID:Clang>:SHELL:-Xclang -fno-pch-timestamp>")
    endif()
endfunction()
