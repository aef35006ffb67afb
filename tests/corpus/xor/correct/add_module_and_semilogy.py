"""Layers added by name, semilogy on axes of a figure."""
import torch, matplotlib.pyplot as plt
from torch import nn
def build_single_perceptron(num_inputs): return nn.Sequential(nn.Linear(num_inputs,1),nn.Sigmoid())
def build_multilayer_perceptron(num_inputs,num_hidden):
    m=nn.Sequential(); m.add_module("l1",nn.Linear(num_inputs,num_hidden)); m.add_module("s1",nn.Sigmoid()); m.add_module("l2",nn.Linear(num_hidden,1,bias=False)); m.add_module("s2",nn.Sigmoid()); return m
def train(model,loss,inputs,truth,learning_rate=0.05,num_iterations=50000,log_every=500):
    h=[]
    opt=torch.optim.SGD(model.parameters(),learning_rate)
    for i in range(num_iterations):
        e=loss(model(inputs),truth)
        if i%log_every==0: h.append((i,e.item()))
        opt.zero_grad(); e.backward(); opt.step()
    return h
def plot_errors(errors):
    fig=plt.figure(figsize=(8,4)); ax=fig.add_subplot(111)
    for n,h in errors.items(): ax.semilogy([s for s,_ in h],[e for _,e in h],"--",label=n)
    ax.set_xlabel("iteration"); ax.set_ylabel("error"); ax.legend(loc="best"); ax.grid(True); ax.set_title("t"); return fig
import copy
def build_both(seed,num_inputs,num_hidden):
    torch.manual_seed(seed); a=build_single_perceptron(num_inputs); b=build_multilayer_perceptron(num_inputs,num_hidden); return a,b
def trained(model,loss,inputs,truth,num_iterations):
    m=copy.deepcopy(model); h=train(m,loss,inputs,truth,num_iterations=num_iterations,log_every=1); return m,h[-1][1]
def hidden_features(model,inputs): return model[1](model[0](inputs)).detach().numpy()
def gradient_norm(model,loss,inputs,truth):
    model.zero_grad(); loss(model(inputs),truth).backward()
    return float(torch.cat([p.grad.flatten() for p in model.parameters()]).norm())
def with_output_bias(model):
    m=copy.deepcopy(model); m[2].register_parameter("bias",nn.Parameter(torch.zeros(1))); return m
