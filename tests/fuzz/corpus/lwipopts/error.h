#error no
%%
?lwipopts.h:1:2: error: no
